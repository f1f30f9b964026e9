import assert from 'node:assert/strict';
import { parseConfig } from '../../../src/core/config/parseConfig';
import type { Example } from '../../../src/core/data/batch';
import type { TrainEvent } from '../../../src/core/train/events';
import { isOutOfMemory, OutOfMemoryError } from '../../../src/engine/outOfMemory';
import { guardAllocator } from '../../../src/engine/wasm/guardMemory';
import { explainOutOfMemory, memoryAdvice } from '../../../src/trainer/explainOutOfMemory';
import type { MemoryNeed } from '../../../src/trainer/explainOutOfMemory';
import { estimateStepBytes, suggestBatchSize } from '../../../src/trainer/memoryEstimate';

const gigabyte = 1e9;

function need(hiddenSize = 256, batchSize = 4096, length = 40): MemoryNeed {
  const side = { rnn_type: 'lstm', hidden_size: hiddenSize };
  const { config } = parseConfig(
    JSON.stringify({
      data: { train: 'train.tsv', dev: 'dev.tsv' },
      model: { encoder: side, decoder: { ...side, attention: 'dot' } },
      training: { batch_size: batchSize },
    }),
  );
  assert.ok(config);
  const example: Example = {
    sourceIds: new Int32Array(length),
    targetIds: new Int32Array(length),
    pair: { source: '', target: '', line: 1 },
  };
  return {
    config,
    sizes: { parameterCount: 12 * hiddenSize * hiddenSize, targetVocabularySize: 40 },
    examples: Array.from({ length: 10_000 }, () => example),
    engine: 'wasm',
  };
}

describe('Memory that runs out', () => {
  it('is told from other errors, whoever reports it', () => {
    const messages = [
      'Array buffer allocation failed',
      'OOM when allocating tensor with shape[4096,1024] and type float on /job:localhost',
      'std::bad_alloc',
      'WebAssembly.Memory.grow(): Maximum memory size exceeded',
    ];
    for (const message of messages) assert.ok(isOutOfMemory(new Error(message)), message);
    assert.ok(isOutOfMemory(new OutOfMemoryError('full')));
    assert.ok(!isOutOfMemory(new Error('Variable "w" has shape [2], not [3].')));
    assert.ok(!isOutOfMemory('std::bad_alloc'));
  });

  it('in WebAssembly is an error, and not address 0', () => {
    let room = 100;
    const real = (bytes: number): number => (bytes > room ? 0 : ((room -= bytes), 1024));
    // Like Emscripten: the first call puts the real function in place of a stub.
    const wasm = {
      _malloc(bytes: number): number {
        wasm._malloc = real;
        return real(bytes);
      },
      _free: () => undefined,
    };
    guardAllocator(wasm);
    guardAllocator(wasm);
    assert.equal(wasm._malloc(50), 1024);
    assert.throws(() => wasm._malloc(60_000_000), {
      name: 'OutOfMemoryError',
      message: /no room for another 60 MB/,
    });
    assert.equal(wasm._malloc(0), 1024, 'nothing fits always');
  });

  it('ends a training with the batch that was too large and one that fits', async () => {
    async function* events(): AsyncGenerator<TrainEvent> {
      yield { type: 'phase', phase: 'training' };
      await Promise.resolve();
      throw new OutOfMemoryError('WebAssembly’s memory is full.');
    }
    const seen: TrainEvent[] = [];
    await assert.rejects(async () => {
      for await (const event of explainOutOfMemory(events(), need())) seen.push(event);
    }, /^Error: There is not enough memory for a batch of 4096 pairs of up to 40 source and 40 target tokens: WebAssembly’s memory is full\. Set training\.batch_size to \d+ and train again\.$/);
    assert.equal(seen.length, 1);
  });

  it('leaves other errors alone', async () => {
    const error = new Error('The disk is full.');
    const events: AsyncIterable<TrainEvent> = {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }),
    };
    await assert.rejects(explainOutOfMemory(events, need()).next(), (thrown) => thrown === error);
  });

  it('suggests a power of two below the batch that needs less than there is', () => {
    const { config, sizes } = need();
    const shape = { sourceTime: 40, targetTime: 40 };
    const estimate = (batchSize: number): number => estimateStepBytes(config, sizes, { ...shape, batchSize });
    for (const available of [0.2, 1, 4, 16].map((size) => size * gigabyte)) {
      const suggested = suggestBatchSize(estimate, 4096, available);
      assert.ok(Number.isInteger(Math.log2(suggested)), `${suggested}`);
      assert.ok(suggested <= 2048 && estimate(suggested) <= available);
      assert.ok(suggested === 2048 || estimate(4 * suggested) > available / 2, 'needlessly small');
    }
    assert.equal(suggestBatchSize(estimate, 100, 100 * gigabyte), 32);
    assert.equal(suggestBatchSize(estimate, 1, 100 * gigabyte), 0);
  });

  it('says so when not even one pair fits', () => {
    const message = memoryAdvice(need(8192, 2), 'std::bad_alloc\nat somewhere', gigabyte);
    assert.match(
      message,
      /: std::bad_alloc\. Not even a batch of 1 would fit\. Lower .*max_length.*hidden_size/,
    );
  });
});
