import assert from 'node:assert/strict';
import { BenchPeer, PeerUnsupported, type PeerCommand } from '../../../../src/cli/bench/benchPeer';
import { lossesSchema, memorySchema, timesSchema } from '../../../../src/cli/bench/peerMessages';
import { takeTurns } from '../../../../src/cli/bench/takeTurns';

/** A program that answers each request with the result of an expression over `request` and `count`. */
function program(engine: string, answer: string, hello = '{"program":"test","version":"1"}'): PeerCommand {
  const script = `
    let count = 0;
    console.log('a library says hello');
    console.log(${JSON.stringify(hello)});
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const request = JSON.parse(line);
      count++;
      console.log('chatter');
      console.log(${answer});
    });`;
  return { engine, threads: 1, command: process.execPath, args: ['-e', script], env: {} };
}

describe('A program that the bench measures', () => {
  const started: BenchPeer[] = [];
  const start = async (command: PeerCommand) => {
    const { peer } = await BenchPeer.start(command);
    started.push(peer);
    return peer;
  };
  afterEach(async () => {
    for (const peer of started.splice(0)) await peer.stop();
  });

  it('answers requests in order, whatever else it prints', async () => {
    const peer = await start(program('a', 'JSON.stringify({ losses: [request.steps, count] })'));
    for (const steps of [1, 2, 3])
      assert.deepEqual(await peer.ask({ type: 'losses', steps }, lossesSchema), { losses: [steps, steps] });
  });

  it('may say NaN and Infinity, which are no numbers to compare', async () => {
    const peer = await start(program('a', `'{"losses": [1.5, NaN, -Infinity]}'`));
    assert.deepEqual(await peer.ask({ type: 'losses', steps: 3 }, lossesSchema), {
      losses: [1.5, null, null],
    });
  });

  it('tells what it can’t compute from what fails, and goes on after both', async () => {
    const peer = await start(
      program('a', `['{"unsupported":"no GRU"}', '{"error":"a bug"}', '{"peakBytes":7}'][count - 1]`),
    );
    const ask = () => peer.ask({ type: 'memory' }, memorySchema);
    await assert.rejects(ask, (error) => error instanceof PeerUnsupported && error.message === 'no GRU');
    await assert.rejects(ask, /a \(threads: 1\) failed: a bug/);
    assert.deepEqual(await ask(), { peakBytes: 7 });
  });

  it('that replies something else is named with its reply', async () => {
    const peer = await start(program('odd', `'{"stepsMs":[]}'`));
    await assert.rejects(
      () => peer.ask({ type: 'run', steps: 1 }, timesSchema),
      /odd .*replied \{"stepsMs":\[\]\} to "run"/,
    );
  });

  it('that dies is named with the end of its stderr, at the start as well as later', async () => {
    const dies = `(console.error('out of memory'), process.exit(3))`;
    const peer = await start(program('frail', dies));
    await assert.rejects(
      () => peer.ask({ type: 'memory' }, memorySchema),
      /frail .*ended with 3:\nout of memory/,
    );
    assert.equal(peer.isAlive, false);
    await assert.rejects(() => peer.ask({ type: 'memory' }, memorySchema), /ended with 3/);
    await assert.rejects(
      () => start({ ...program('absent', '0'), args: ['-e', 'throw new Error("no module")'] }),
      /absent .*no module/s,
    );
    await assert.rejects(
      () => start({ ...program('absent', '0'), command: '/nonexistent/python' }),
      /absent .*could not be started/,
    );
  });

  it('takes turns with the others, never two at a time; one that fails leaves the rest alone', async () => {
    const turns: string[] = [];
    let working = 0;
    const commands = [
      program('a', `'{"peakBytes":1}'`),
      program('b', `count < 2 ? '{"peakBytes":1}' : '{"error":"tired"}'`),
      program('c', `'{"peakBytes":1}'`),
      program('d', '', '{"greeting":"none"}'),
    ];
    const { finished, skipped } = await takeTurns(
      commands,
      3,
      async (command) => ({ peer: await start(command), name: command.engine }),
      async ({ peer, name }, round) => {
        turns.push(`${round}${name}`);
        assert.equal(++working, 1);
        await peer.ask({ type: 'memory' }, memorySchema).finally(() => working--);
      },
    );
    assert.deepEqual(turns, ['0a', '0b', '0c', '1b', '1c', '1a', '2a', '2c']);
    assert.deepEqual(
      finished.map(({ name }) => name),
      ['a', 'c'],
    );
    assert.deepEqual(
      skipped.map(({ engine, failed }) => ({ engine, failed })),
      [
        { engine: 'd', failed: true },
        { engine: 'b', failed: true },
      ],
    );
  });
});
