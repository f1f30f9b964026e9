import type { Config } from '../core/config/schema';
import type { BatchShape } from '../core/data/fillBatch';
import type { Seq2SeqModel } from '../core/model/model';
import type { NamedSpecs, TensorSpec } from '../core/step/step';
import { initialSlots } from '../core/train/optimizers';
import { makeTrainStep } from '../core/train/trainStep';
import { planThreads } from '../engine/tensorflow/planThreads';
import { estimateGraph } from '../engine/tensorflow/traceForGraph';

/** The graph of a training step on native TensorFlow, for one shape of batches. */
export interface TrainingGraph extends BatchShape {
  /** About how many operations it has. */
  readonly nodes: number;
  /** Whether its recurrences are loops, since unrolled they would be too many nodes. */
  readonly loops: boolean;
  /** About how long TensorFlow prepares it before the first step. */
  readonly firstRunSeconds: number;
}

/** Measured on TensorFlow 2.21 and two cores, for 1,500 to 6,000 nodes. */
const secondsPerNode = 0.0003;

/** What training will need to prepare, without training and without native TensorFlow. */
export function trainingGraphs(
  model: Seq2SeqModel,
  { training }: Config,
  shapes: readonly BatchShape[],
  threads: number,
): TrainingGraph[] {
  const variables = variableSpecs(model, training);
  return shapes.map(({ batchSize, sourceTime, targetTime }) => {
    const step = makeTrainStep(model, training, { batchSize, sourceTime, targetTime });
    const { nodes, loops } = estimateGraph(step, variables, planThreads(threads));
    return { batchSize, sourceTime, targetTime, nodes, loops, firstRunSeconds: nodes * secondsPerNode };
  });
}

function variableSpecs({ parameters }: Seq2SeqModel, training: Config['training']): NamedSpecs {
  const spec = (shape: readonly number[]): TensorSpec => ({ shape, dtype: 'float32' });
  return Object.fromEntries([
    ...parameters.map(({ name, shape }) => [name, spec(shape)] as const),
    ...[...initialSlots(parameters, training)].map(([name, { shape }]) => [name, spec(shape)] as const),
  ]);
}
