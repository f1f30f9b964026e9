import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { stopOnInterrupt } from '../../../src/cli/stopOnInterrupt';

describe('Ctrl+C', () => {
  let signals: EventEmitter;
  let done: string[];
  let release: () => void;

  beforeEach(() => {
    signals = new EventEmitter();
    done = [];
    release = stopOnInterrupt(
      {
        stop: () => done.push('stop'),
        exitAtOnce: () => done.push('exit'),
        say: (text) => done.push(text),
      },
      signals,
    );
  });

  it('stops in order at first, and says what a second one does', () => {
    signals.emit('SIGINT');
    assert.deepEqual(done, ['Stopping after a checkpoint; press Ctrl+C again to stop at once.', 'stop']);
  });

  it('pressed again stops at once', () => {
    signals.emit('SIGINT');
    done = [];
    signals.emit('SIGINT');
    assert.deepEqual(done, ['Stopped at once. Resume goes on from the last checkpoint.', 'exit']);
  });

  it('after a request to end is still the first one', () => {
    signals.emit('SIGTERM');
    signals.emit('SIGHUP');
    signals.emit('SIGINT');
    assert.ok(!done.includes('exit'));
    assert.equal(done.filter((text) => text === 'stop').length, 3);
  });

  it('is left alone afterwards', () => {
    release();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) assert.equal(signals.listenerCount(signal), 0);
  });
});
