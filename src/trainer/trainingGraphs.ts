import type { Config } from '../core/config/schema';
import type { BatchShape } from '../core/data/fillBatch';
import type { Seq2SeqModel } from '../core/model/model';
import type { NamedSpecs, TensorSpec } from '../core/step/step';
import { makeGradientStep } from '../core/train/accumulatedSteps';
import { initialTrainingState } from '../core/train/trainingVariables';
import { makeTrainStep } from '../core/train/trainStep';
import { nodeBudget } from '../engine/tensorflow/graphSize';
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

/** Measured on TensorFlow 2.21 and two cores, for 1,500 to 3,500 nodes: to trace, load and run for the first time. */
const secondsPerNode = 0.0002;

/** What training will need to prepare, without training and without native TensorFlow. */
export function trainingGraphs(
  model: Seq2SeqModel,
  { training }: Config,
  shapes: readonly BatchShape[],
  threads: number,
): TrainingGraph[] {
  const variables = variableSpecs(model, training);
  return shapes.map((shape) => {
    const { batchSize, sourceTime, targetTime } = shape;
    const makeStep = training.batch_multiplier > 1 ? makeGradientStep : makeTrainStep;
    const step = makeStep(model, training, shape);
    const { nodes, loops } = estimateGraph(step, variables, planThreads(threads));
    return { batchSize, sourceTime, targetTime, nodes, loops, firstRunSeconds: nodes * secondsPerNode };
  });
}

function variableSpecs(model: Seq2SeqModel, training: Config['training']): NamedSpecs {
  const shapes = new Map(
    model.parameters.map(({ name, shape }) => [name, { shape, values: new Float32Array() }]),
  );
  const state = initialTrainingState(model, training, shapes);
  return Object.fromEntries(
    [...state].map(([name, { shape }]): [string, TensorSpec] => [name, { shape, dtype: 'float32' }]),
  );
}

/**
 * What to know before training with graphs over the budget, which are slow to prepare even with loops; undefined when there
 * are none.
 */
export function graphSizeWarning(graphs: readonly TrainingGraph[]): string | undefined {
  const large = graphs.filter(({ nodes }) => nodes > nodeBudget);
  const [first] = large;
  if (first === undefined) return undefined;
  const largest = large.reduce((most, graph) => (graph.nodes > most.nodes ? graph : most), first);
  const seconds = graphs.reduce((sum, { firstRunSeconds }) => sum + firstRunSeconds, 0);
  const form = largest.loops ? ', with its recurrences as loops' : '';
  return (
    `The training step is a large graph for native TensorFlow: about ${largest.nodes.toLocaleString('en')} nodes${form} ` +
    `(batches of ${largest.batchSize} × ${largest.sourceTime} × ${largest.targetTime}; up to ${nodeBudget.toLocaleString('en')} are prepared quickly). ` +
    `Expect about ${Math.ceil(seconds)} s before the first step. Fewer layers make it smaller; a wider training.length_bucket_width ` +
    'makes fewer graphs; shorter data.src.max_length and data.trg.max_length help both; the engine "wasm" prepares nothing.'
  );
}
