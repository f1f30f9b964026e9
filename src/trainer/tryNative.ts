import { add, matMul, type Tensor } from '@tensorflow/tfjs-core';
import type { VariableValue } from '../core/step/engine';
import type { Step } from '../core/step/step';
import { selectEngine } from '../engine/selectEngine';

/** Whether native TensorFlow computes, and if not why, in a sentence. */
export type NativeTrial =
  { readonly works: true; readonly tensorFlow: string } | { readonly works: false; readonly reason: string };

/** A product and an update of a variable, the way a training does both: traced, and run as a graph. */
const step: Step = {
  name: 'try',
  feeds: { x: { shape: [2, 2], dtype: 'float32' } },
  body: ({ w }, { x }) => {
    const product = matMul(x as Tensor, w as Tensor);
    return { updates: { w: add(w as Tensor, product) }, fetches: { product } };
  },
};
const variables = new Map<string, VariableValue>([
  ['w', { shape: [2, 2], values: Float32Array.of(5, 6, 7, 8) }],
]);
const expected = { product: [19, 22, 43, 50], w: [24, 28, 50, 58] };

/**
 * Loads native TensorFlow from a folder into this process and computes with it. Where its library does not fit the
 * machine it may end the process: to be called in one that nobody misses.
 */
export async function tryNative(folder: string, wasmFolder: string): Promise<NativeTrial> {
  try {
    const engine = await selectEngine({
      preference: 'tensorflow',
      storagePath: folder,
      threads: 1,
      wasmFolder,
    });
    engine.defineVariables(variables);
    const product = [
      ...(engine.compile(step).run({ x: Float32Array.of(1, 2, 3, 4) }).fetches['product'] ?? []),
    ];
    const w = [...(engine.readVariables().get('w')?.values ?? [])];
    if (product.join() === expected.product.join() && w.join() === expected.w.join())
      return { works: true, tensorFlow: engine.info.version.replace(/^TensorFlow /, '') };
    return {
      works: false,
      reason: `It computes wrongly: ${product.join()} and ${w.join()} instead of ${expected.product.join()} and ${expected.w.join()}.`,
    };
  } catch (error) {
    return { works: false, reason: explainLoadError(error instanceof Error ? error.message : String(error)) };
  }
}

/** What the dynamic linker says, as what it means; everything else is a sentence already. */
export function explainLoadError(message: string): string {
  const [, symbols] = /version `(GLIBC(?:XX)?_[\d.]+)' not found/.exec(message) ?? [];
  if (symbols !== undefined)
    return `TensorFlow’s library needs a newer system: ${symbols.replace('GLIBCXX', 'the C++ library with GLIBCXX').replace('GLIBC_', 'the C library glibc ')} is missing here.`;
  const [, missing] = /(lib[\w.+-]+): cannot open shared object file/.exec(message) ?? [];
  if (missing !== undefined) return `The library ${missing} that TensorFlow needs is missing on this system.`;
  return message;
}
