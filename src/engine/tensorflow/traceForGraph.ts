import type { NamedSpecs, Step } from '../../core/step/step';
import { traceStep } from '../trace/traceStep';
import type { TracedStep } from './graph/buildGraph';
import { simplifyForGraph } from './simplify/simplifyForGraph';
import { tensorFlowTarget } from './tensorFlowTarget';

export interface TraceForGraphOptions {
  /** Into how many parts a step that can be shared out is split, to be computed beside each other. */
  readonly shards: number;
}

/** The programs of a step for a TensorFlow graph. */
export function traceForGraph(
  step: Step,
  prefix: string,
  variables: NamedSpecs,
  { shards }: TraceForGraphOptions,
): TracedStep {
  const { feeds, sharded } = step;
  const trace = (part: Step) => simplifyForGraph(traceStep(part, variables, tensorFlowTarget));
  const count = Math.min(shards, sharded?.rows ?? 1);
  if (sharded === undefined || count < 2) return { prefix, feeds, shards: [], whole: trace(step) };
  return {
    prefix,
    feeds,
    shards: Array.from({ length: count }, (_, index) => trace(sharded.shard(index, count))),
    whole: trace(sharded.combine),
  };
}
