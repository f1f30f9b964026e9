import type { TensorInfo } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import { WasmHeap, type WasmBackend } from '../../../../src/engine/wasm/wasmHeap';

describe('the heap of the WebAssembly engine', () => {
  it('takes address 0 for what it is: no memory left', () => {
    const disposed: object[] = [];
    const backend: WasmBackend = {
      makeOutput: (shape, dtype): TensorInfo => ({ dataId: {}, shape, dtype }),
      getMemoryOffset: () => 0,
      disposeData: (dataId) => disposed.push(dataId) > 0,
      typedArrayFromHeap: () => new Float32Array(0),
    };
    const heap = new WasmHeap(backend);
    assert.throws(() => heap.output([1000, 500]), /no memory left for another 2 MB\. Use smaller batches/);
    assert.equal(disposed.length, 1, 'the record of the tensor is gone');
    assert.deepEqual(heap.output([0, 4]).shape, [0, 4], 'nothing needs no memory');
  });
});
