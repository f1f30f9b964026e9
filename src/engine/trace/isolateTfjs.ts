import { engine, getBackend } from '@tensorflow/tfjs-core';
import { activateBackend } from '../activateBackend';

/**
 * Runs a function on another backend, as if nothing of tfjs were under way: outside every gradient and scope. Whatever
 * happens, tfjs is then as it was before.
 */
export function isolateTfjs<T>(backendName: string, run: () => T): T {
  const { state } = engine();
  const { activeTape, gradientDepth, kernelDepth } = state;
  const scopes = state.scopeStack.length;
  // In spite of its type, null or undefined while there is none.
  const before = getBackend() as string | null | undefined;
  state.activeTape = [];
  state.gradientDepth = 0;
  state.kernelDepth = 0;
  try {
    activateBackend(backendName);
    let result: { readonly value: T } | undefined;
    engine().tidy(() => {
      result = { value: run() };
    });
    if (result === undefined) throw new Error('tfjs did not run the function.');
    return result.value;
  } finally {
    while (state.scopeStack.length > scopes) engine().endScope();
    Object.assign(state, { activeTape, gradientDepth, kernelDepth });
    if (before !== null && before !== undefined) activateBackend(before);
  }
}
