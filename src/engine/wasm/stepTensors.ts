import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Feed, RunResult } from '../../core/step/engine';
import type { Step } from '../../core/step/step';
import { checkKeptTensor, fedValues, namedFeeds } from '../checkFeeds';
import type { ProgramResult } from './loadedProgram';
import { readTensor, writeTensor, type TensorMemory } from './tensorMemory';
import { WasmTensor } from './wasmTensor';
import type { WasmVariables } from './wasmVariables';

/**
 * Calls `run` with the feeds of a step as tensors; what was uploaded for it is freed afterwards.
 * @throws Error when a feed is missing, unknown, disposed, or of another length, shape or type than the step declares
 */
export function withFeeds<T>(
  memory: TensorMemory,
  step: Pick<Step, 'name' | 'feeds'>,
  feeds: Readonly<Record<string, Feed>>,
  run: (tensors: ReadonlyMap<string, TensorInfo>) => T,
): T {
  const uploaded: TensorInfo[] = [];
  const tensors = new Map<string, TensorInfo>();
  try {
    for (const named of namedFeeds(step.name, step.feeds, feeds)) {
      if (named.feed instanceof WasmTensor) {
        checkKeptTensor(named, named.feed);
        tensors.set(named.name, named.feed.info);
      } else {
        const tensor = writeTensor(memory, named.spec, fedValues(named));
        uploaded.push(tensor);
        tensors.set(named.name, tensor);
      }
    }
    return run(tensors);
  } finally {
    for (const { dataId } of uploaded) memory.disposeData(dataId);
  }
}

/** Updates the variables, reads what is fetched, and hands out what is kept. */
export function takeResult(
  memory: TensorMemory,
  variables: WasmVariables,
  { updates, fetches, kept }: ProgramResult,
): RunResult {
  for (const [name, tensor] of updates) variables.replace(name, tensor);
  const values: RunResult['fetches'] = Object.fromEntries(
    [...fetches].map(([name, tensor]) => [name, readTensor(memory, tensor)]),
  );
  for (const { dataId } of fetches.values()) memory.disposeData(dataId);
  return {
    fetches: values,
    kept: Object.fromEntries([...kept].map(([name, tensor]) => [name, new WasmTensor(tensor, memory)])),
  };
}
