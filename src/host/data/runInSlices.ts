import { setImmediate as letOthersWork } from 'node:timers/promises';

/** Longer than this the extension host is not kept from its other work. */
const sliceMs = 8;
/** Steps between looks at the clock. */
const stepsPerLook = 256;

/** Runs work that yields after every small step, a slice at a time. Undefined when it was called off. */
export async function runInSlices<Result>(
  work: Generator<void, Result, void>,
  isCancelled: () => boolean,
): Promise<Result | undefined> {
  let sliceEndMs = performance.now() + sliceMs;
  for (let steps = 1; ; steps++) {
    const { done, value } = work.next();
    if (done === true) return value;
    if (steps % stepsPerLook !== 0 || performance.now() < sliceEndMs) continue;
    await letOthersWork();
    if (isCancelled()) return undefined;
    sliceEndMs = performance.now() + sliceMs;
  }
}
