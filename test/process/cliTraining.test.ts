import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { RunReader } from '../../src/runs/runReader';
import { cli, cliResult, isObject, jsonOf, startCli } from './support/commandLine';
import { eventually } from './support/deadline';
import { trainedCopy } from './support/trainedCopy';
import type { TrainedCopy } from './support/trainedCopy';
import { someStepsAfter, trainingOutcome, uninterruptedOutcome } from './support/trainingOutcome';
import { Workspace } from './support/workspace';

describe('The command line, from a config to a decoded text', () => {
  let copy: TrainedCopy;

  before(async function () {
    this.timeout(120_000);
    copy = await trainedCopy();
  });

  it('train: learns to copy, ≥ 95 % of held-out sequences exactly', () => {
    const { result, workspace } = copy;
    const { best } = result;
    assert.ok(isObject(best));
    assert.equal(best['metric'], 'sequence_accuracy');
    assert.ok(Number(best['value']) >= 0.95, `sequence accuracy is ${String(best['value'])}`);
    assert.equal(result['engine'], 'wasm');
    assert.equal(result['steps'], 150);
    assert.equal(result['stopReason'], 'updates');
    for (const key of ['threads', 'epochs', 'seconds', 'tokensPerSecond'])
      assert.ok(Number(result[key]) > 0, `${key} is ${String(result[key])}`);
    assert.equal(path.dirname(copy.runFolder), path.join(workspace.folder, '.s2s', 'runs'));
    assert.match(path.basename(copy.runFolder), /^small-copy-\d{8}-\d{6}$/);
  });

  it('decode: one source a line in, one hypothesis a line out, from a file or standard input', async () => {
    const text = 'abcde\nb\nedcba\n';
    const file = await copy.workspace.write('sources.txt', text);
    for (const { stdout, code, stderr } of [
      await cli(['decode', copy.runFolder, file]),
      await cli(['decode', copy.runFolder, '-'], { stdin: text }),
      await cli(['decode', copy.runFolder, '--beam-size', '4'], { stdin: 'abcde\r\nb\r\nedcba' }),
    ]) {
      assert.equal(code, 0, stderr);
      assert.equal(stdout, text);
    }
  });

  it('decode --json: tokens, probabilities and attention', async () => {
    const args = ['decode', copy.runFolder, '--beam-size', '3', '--n-best', '2', '--attention'];
    const { results } = await cliResult(args, { stdin: 'abc\ncab\n' });
    assert.ok(Array.isArray(results) && results.length === 2);
    const [first] = results as unknown[];
    assert.ok(isObject(first) && first['source'] === 'abc');
    const hypotheses = first['hypotheses'];
    assert.ok(Array.isArray(hypotheses) && hypotheses.length === 2);
    const [best] = hypotheses as unknown[];
    assert.ok(isObject(best));
    assert.equal(best['text'], 'abc');
    assert.deepEqual((best['tokens'] as unknown[]).slice(0, 3), ['a', 'b', 'c']);
    assert.ok(Math.abs(Math.exp(Number(best['logProbability'])) - Number(best['probability'])) < 1e-6);
    assert.ok(Number(best['probability']) > 0.3 && Number(best['probability']) <= 1);
    const attention = best['attention'];
    assert.ok(Array.isArray(attention) && attention.length === (best['tokens'] as unknown[]).length);
  });

  it('decode: a line that is too long stays empty, is explained, and makes the command fail', async () => {
    const { code, stdout, stderr } = await cli(['decode', copy.runFolder], {
      stdin: `ab\n${'c'.repeat(13)}\nde\n`,
    });
    assert.equal(code, 1);
    assert.equal(stdout, 'ab\n\nde\n');
    assert.match(stderr, /ccccc.*max_length/s);
  });

  it('decode: tokens that the model never saw are named', async () => {
    const { code, stderr } = await cli(['decode', copy.runFolder], { stdin: 'a7\n' });
    assert.equal(code, 0);
    assert.match(stderr, /"7"/);
  });

  it('evaluate: metrics with intervals, from two files or a split', async () => {
    const lines = 'abcde\nb\nedcba\nacdc\nbead\n';
    const file = await copy.workspace.write('pairs.txt', lines);
    const result = await cliResult(['evaluate', copy.runFolder, '--src', file, '--trg', file]);
    assert.equal(result['pairs'], 5);
    for (const metric of [
      'loss',
      'perplexity',
      'tokenAccuracy',
      'sequenceAccuracy',
      'bleu',
      'chrf',
      'editDistance',
    ]) {
      const estimate = result[metric];
      assert.ok(isObject(estimate), metric);
      const [low, value, high] = ['low', 'value', 'high'].map((key) => Number(estimate[key]));
      assert.ok(low! <= value! && value! <= high!, `${metric}: ${low} ${value} ${high}`);
    }
    assert.ok(isObject(result['bleu']) && isObject(result['chrf']));
    assert.match(
      String(result['bleu']['signature']),
      /^nrefs:1\|case:mixed\|eff:no\|tok:13a\|smooth:exp\|version:/,
    );
    assert.match(
      String(result['chrf']['signature']),
      /^nrefs:1\|case:mixed\|eff:yes\|nc:6\|nw:0\|space:no\|version:/,
    );
    const byLength = result['accuracyByLength'] as { from: number; to: number; pairs: number }[];
    assert.deepEqual(
      byLength.map(({ from, to, pairs }) => [from, to, pairs]),
      [
        [1, 1, 1],
        [4, 4, 2],
        [5, 5, 2],
      ],
    );
    const dev = await cliResult(['evaluate', copy.runFolder, '--split', 'dev']);
    assert.equal(dev['pairs'], 50);
    // The best checkpoint's validation again, by another way.
    const { best } = await new RunReader(copy.runFolder).readManifest();
    assert.ok(isObject(dev['sequenceAccuracy']));
    assert.equal(dev['sequenceAccuracy']['value'], best?.value);
  });

  it('evaluate: says why BLEU is 0 for targets of one word, and counts characters where asked', async () => {
    const file = await copy.workspace.write('words.txt', 'abcde\nedcba\nacdc\nbeadb\n');
    const files = ['evaluate', copy.runFolder, '--src', file, '--trg', file];
    const { stdout, stderr } = await cli(files);
    assert.match(stderr, /no reference has four \(tokenizer 13a\).*--tokenize char/);
    assert.match(stdout, /^BLEU +0\.00 .*tok:13a/m);
    assert.match(stdout, /^ {2}5 +[\d.]+ % .* 3 pairs$/m);
    const byCharacter = await cli([...files, '--tokenize', 'char']);
    assert.doesNotMatch(byCharacter.stderr, /BLEU/);
    assert.match(byCharacter.stdout, /^BLEU +\d\d.* to .*tok:char/m);
  });

  it('evaluate: files of different lengths are refused', async () => {
    const src = await copy.workspace.write('src.txt', 'a\nb\n');
    const trg = await copy.workspace.write('trg.txt', 'a\n');
    const { code, stderr } = await cli(['evaluate', copy.runFolder, '--src', src, '--trg', trg]);
    assert.equal(code, 1);
    assert.match(stderr, /2 lines.*1/);
  });

  it('without --json shows progress, samples and where the run is', async () => {
    const { configFile } = await Workspace.create('copy');
    const { code, stdout } = await cli(['train', configFile, '--updates', '20', '--engine', 'wasm']);
    assert.equal(code, 0);
    assert.match(stdout, /step 20\/20.*exact match/);
    assert.match(stdout, /Finished at step 20/);
    assert.match(stdout, /Best sequence accuracy: /);
    assert.match(stdout, /Run: .*\.s2s/);
    // No live line where nobody watches.
    assert.ok(!stdout.includes('\u001b'), 'terminal controls in a pipe');
  });

  it('warns of a metric that could never improve, and shows one that can', async () => {
    const { configFile } = await Workspace.create('copy');
    const train = [
      'train',
      configFile,
      '--updates',
      '2',
      '--engine',
      'wasm',
      '--set',
      'training.best_metric=bleu',
    ];
    const { stderr, stdout } = await cli(train);
    assert.match(stderr, /BLEU will be 0 at every validation.*sacrebleu_cfg\.tokenize to "char"/);
    assert.match(stdout, /Best BLEU: 0\.00 at step 2/);
    const counted = await cli([...train, '--set', 'testing.sacrebleu_cfg.tokenize=char']);
    assert.doesNotMatch(counted.stderr, /BLEU/);
    assert.match(counted.stdout, /BLEU \d+\.\d\d/);
  });

  it('takes settings for one run, which the run folder keeps', async () => {
    const { configFile } = await Workspace.create('endless');
    const before = await readFile(configFile, 'utf8');
    const { run } = await cliResult([
      ...['train', configFile, '--engine', 'wasm', '--updates', '3', '--seed', '7'],
      ...['--set', 'model.encoder.embeddings.embedding_dim=12', '--set', 'training.optimizer=sgd'],
    ]);
    const config = await new RunReader(String(run)).readConfig();
    assert.equal(config.random_seed, 7);
    assert.equal(config.model.encoder.embeddings.embedding_dim, 12);
    assert.equal(config.training.optimizer, 'sgd');
    assert.equal(config.training.updates, 3);
    assert.equal(await readFile(configFile, 'utf8'), before);
  });

  it('SIGINT makes a checkpoint and stops; --resume goes on bit for bit', async function () {
    if (process.platform === 'win32') this.skip();
    const workspace = await Workspace.create('endless');
    const { configFile } = workspace;
    const running = await startCli(['train', configFile, '--engine', 'wasm', '--json']);
    const runs = path.join(workspace.folder, '.s2s', 'runs');
    const reader = await eventually(async () => {
      const [id] = await readdir(runs).catch(() => []);
      if (id === undefined) return undefined;
      const candidate = new RunReader(path.join(runs, id));
      return (await candidate.readPointer('last')) === undefined ? undefined : candidate;
    }, 'the first checkpoint');
    running.child.kill('SIGINT');
    const stopped = await running.result;
    assert.equal(stopped.code, 0, stopped.stderr);
    const { stopReason, steps, run } = jsonOf(stopped);
    assert.equal(stopReason, 'stopped');
    assert.equal(run, reader.folder);
    const manifest = await reader.readManifest();
    assert.equal(manifest.status, 'stopped');
    assert.equal(await reader.readPointer('last'), steps);
    assert.match(stopped.stderr, /Stopping after a checkpoint/);

    const updates = someStepsAfter(Number(steps));
    const resumed = await cliResult(['train', configFile, '--resume', '--updates', String(updates)]);
    assert.equal(resumed['run'], reader.folder);
    assert.equal(resumed['steps'], updates);
    assert.deepEqual(await trainingOutcome(reader.folder), await uninterruptedOutcome(updates));
  });
});
