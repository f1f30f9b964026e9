import type { TypedValues } from '../../../../src/core/step/engine';
import type { Program } from '../../../../src/engine/trace/program';
import { LoadedProgram } from '../../../../src/engine/wasm/loadedProgram';
import { readTensor, tensorMemory, writeTensor } from '../../../../src/engine/wasm/tensorMemory';
import assert from 'node:assert/strict';

/** What a program without variables fetches, run on the WebAssembly backend; nothing may be left there. */
export function replayOnce(
  program: Program,
  values: Readonly<Record<string, TypedValues>>,
): Record<string, TypedValues> {
  const memory = tensorMemory();
  const before = memory.numDataIds();
  const loaded = new LoadedProgram(program, memory);
  const feeds = new Map(
    Object.entries(program.feeds).map(([name, id]) => [
      name,
      writeTensor(memory, program.values[id]!, values[name]!),
    ]),
  );
  const { fetches } = loaded.run(new Map(), feeds);
  const results = Object.fromEntries(
    [...fetches].map(([name, tensor]) => [name, readTensor(memory, tensor)]),
  );
  for (const { dataId } of [...fetches.values(), ...feeds.values()]) memory.disposeData(dataId);
  loaded.dispose();
  assert.equal(memory.numDataIds(), before, 'tensors leaked');
  return results;
}
