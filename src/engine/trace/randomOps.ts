import { engine } from '@tensorflow/tfjs-core';

/** tfjs's ops that draw their numbers in JavaScript: a trace would freeze what they drew. */
const randomOps = new Set(
  'rand randomGamma randomNormal randomStandardNormal randomUniform randomUniformInt truncatedNormal dropout'.split(
    ' ',
  ),
);

/** tfjs opens a scope of this name for every op that it runs. */
const scopeSuffix = '__op';

/** The op of tfjs's that is drawing random numbers right now, if one is. */
export function activeRandomOp(): string | undefined {
  return engine()
    .state.scopeStack.map(({ name }) => name.slice(0, -scopeSuffix.length))
    .find((name) => randomOps.has(name));
}
