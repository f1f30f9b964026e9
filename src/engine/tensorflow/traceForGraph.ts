import type { NamedSpecs, Step } from '../../core/step/step';
import type { Program } from '../trace/program';
import { traceStep } from '../trace/traceStep';
import type { TracedStep } from './graph/buildGraph';
import { nodeBudget, unrollableTimes } from './graphSize';
import { simplifyForGraph } from './simplify/simplifyForGraph';
import { tensorFlowTarget } from './tensorFlowTarget';

export interface TraceForGraphOptions {
  /** Into how many parts a step that can be shared out is split, to be computed beside each other. */
  readonly shards: number;
  /** How many nodes the step may have, as far as loops can help it. Default `nodeBudget`. */
  readonly budget?: number;
}

/** The programs of a step for a TensorFlow graph: unrolled where that stays within the budget, with loops where not. */
export function traceForGraph(
  step: Step,
  prefix: string,
  variables: NamedSpecs,
  { shards, budget = nodeBudget }: TraceForGraphOptions,
): TracedStep {
  const parts = partsOf(step, shards);
  const trace = (unrolledTimes: number): Program[] =>
    parts.map((part) => simplifyForGraph(traceStep(part, variables, tensorFlowTarget(unrolledTimes))));
  // Loops trace quickly, and say how large they would be unrolled.
  const looped = trace(0);
  const unrolledTimes = unrollableTimes(looped, budget);
  const programs = unrolledTimes === 0 ? looped : trace(unrolledTimes);
  return { prefix, feeds: step.feeds, shards: programs.slice(0, -1), whole: programs.at(-1)! };
}

/** The shards, if there are any, and what combines them; or the step as it is. */
function partsOf(step: Step, shards: number): Step[] {
  const { sharded } = step;
  const count = Math.min(shards, sharded?.rows ?? 1);
  if (sharded === undefined || count < 2) return [step];
  return [...Array.from({ length: count }, (_, index) => sharded.shard(index, count)), sharded.combine];
}
