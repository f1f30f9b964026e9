import type { NamedSpecs, Step } from '../../core/step/step';
import type { Program } from '../trace/program';
import { traceStep } from '../trace/traceStep';
import type { TracedStep } from './graph/buildGraph';
import { nodeBudget, planUnrolling, type Unrolling } from './graphSize';
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
  options: TraceForGraphOptions,
): TracedStep {
  const { unrolledTimes } = estimateGraph(step, variables, options);
  const programs = partsOf(step, options.shards).map((part) => trace(part, variables, unrolledTimes));
  return { prefix, feeds: step.feeds, shards: programs.slice(0, -1), whole: programs.at(-1)! };
}

/** How large the graph of a step will be; much faster than to make it, and without the native library. */
export function estimateGraph(
  step: Step,
  variables: NamedSpecs,
  { shards, budget = nodeBudget }: TraceForGraphOptions,
): Unrolling {
  const parts = partsOf(step, shards);
  // Loops trace quickly, and say how large they would be unrolled. All shards are alike.
  const shard = trace(parts[0]!, variables, 0);
  const combine = parts.length === 1 ? shard : trace(parts.at(-1)!, variables, 0);
  return planUnrolling([...parts.slice(1).map(() => shard), combine], budget);
}

function trace(part: Step, variables: NamedSpecs, unrolledTimes: number): Program {
  return simplifyForGraph(traceStep(part, variables, tensorFlowTarget(unrolledTimes)));
}

/** The shards, if there are any, and what combines them; or the step as it is. */
function partsOf(step: Step, shards: number): Step[] {
  const { sharded } = step;
  const count = Math.min(shards, sharded?.rows ?? 1);
  if (sharded === undefined || count < 2) return [step];
  return [...Array.from({ length: count }, (_, index) => sharded.shard(index, count)), sharded.combine];
}
