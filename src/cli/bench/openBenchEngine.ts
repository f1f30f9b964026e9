import type { Engine } from '../../core/step/engine';
import { EagerEngine } from '../../engine/eagerEngine';
import { nativeBackendName } from '../../engine/tensorflow/nativeBackend';
import { wasmBackendName } from '../../engine/wasm/wasmKernel';
import { openEngine } from '../../trainer/openEngine';

/** The engines that ship, and their ops run one by one on the same backends, for scale. */
export const benchEngines = ['wasm', 'tensorflow', 'eager-wasm', 'eager-tensorflow'] as const;
export type BenchEngineName = (typeof benchEngines)[number];

const eagerOn = {
  'eager-wasm': { engine: 'wasm', backend: wasmBackendName },
  'eager-tensorflow': { engine: 'tensorflow', backend: nativeBackendName },
} as const;

/** @throws Error when it does not load here, in words */
export async function openBenchEngine(name: BenchEngineName, threads: number): Promise<Engine> {
  if (name === 'wasm' || name === 'tensorflow') return openEngine({ engine: name, threads });
  const { engine, backend } = eagerOn[name];
  const { info } = await openEngine({ engine, threads });
  return new EagerEngine({ ...info, name: 'eager' }, backend);
}
