import {
  cast,
  concat,
  cumsum,
  greater,
  less,
  lessEqual,
  ones,
  reshape,
  slice,
  softmax,
  sum,
  transpose,
  where,
  zeros,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import type { TrainingConfig } from '../config/schema';
import type { DropoutKey, EncodedSource, Seq2SeqModel } from '../model/model';
import { nameHash } from '../model/nameHash';
import { scan } from '../ops/scan';
import { statelessUniform } from '../ops/statelessUniform';
import type { NamedSpecs, NamedTensors } from '../step/step';
import type { BatchTensors } from '../model/batchSpecs';

const readSite = nameHash('scheduled_sampling.read');
const drawSite = nameHash('scheduled_sampling.draw');

export function samplesInputs({ scheduled_sampling_type }: TrainingConfig): boolean {
  return scheduled_sampling_type !== undefined;
}

/** What a training step is fed for it. */
export function samplingSpecs(training: TrainingConfig): NamedSpecs {
  return samplesInputs(training) ? { read_probability: { shape: [], dtype: 'float32' } } : {};
}

/** Values of `samplingSpecs` for the n-th update, counted from 1. */
export function samplingFeeds(training: TrainingConfig, update: number): Record<string, Float32Array> {
  return samplesInputs(training)
    ? { read_probability: Float32Array.of(readProbability(training, update - 1)) }
    : {};
}

/** With which probability the decoder reads the reference after so many updates (Bengio et al. 2015, section 2.4). */
export function readProbability(training: TrainingConfig, updates: number): number {
  const { scheduled_sampling_k: k = 1, scheduled_sampling_read_probability: beginning = 1 } = training;
  switch (training.scheduled_sampling_type) {
    case undefined:
      return 1;
    case 'constant':
      return beginning;
    case 'linear':
      return Math.max(beginning - k * updates, 0);
    case 'exponential':
      return k ** updates;
    case 'inverse_sigmoid':
      return k / (k + Math.exp(updates / k));
  }
}

/**
 * What the decoder is to read: at every position after the first, the reference's token with the probability
 * `readProbability`, else one drawn from what the decoder predicts there, after having read what it did before: int32
 * `[batch, targetTime]`. Not differentiable, as in the paper: teacher forcing with these inputs then gives the gradients.
 * @param readProbability scalar
 * @param draws decide the coin flips and the tokens, together with position and row
 */
export function sampledInputs(
  model: Seq2SeqModel,
  variables: NamedTensors,
  { source, targetInputIds }: Pick<BatchTensors, 'source' | 'targetInputIds'>,
  readProbability: Tensor,
  draws: DropoutKey,
): Tensor2D {
  const [rows, time] = targetInputIds.shape;
  const { key, firstRow = 0 } = draws;
  const uniform = (site: number): Tensor2D =>
    reshape(statelessUniform(key, { site, time, rows, firstRow, units: 1 }), [time, rows]);
  const flips = cast(less(uniform(readSite), readProbability), 'float32');
  // There is nothing yet to read instead of the first symbol.
  const reads =
    time === 1 ? ones([1, rows]) : concat([ones([1, rows]), slice(flips, [1, 0], [time - 1, rows])], 0);
  const { encoded, state } = model.encode(variables, source);
  const parameters = model.parameters.map(({ name }) => [`parameter.${name}`, variables[name]!] as const);
  const encodedTensors = Object.entries(encoded as NamedTensors & EncodedSource).filter(
    ([, tensor]) => (tensor as Tensor | undefined) !== undefined,
  );
  const { outputs } = scan({
    name: 'scheduled sampling',
    carry: { ...prefixed('state.', Object.entries(state)), drawn: zeros([rows], 'int32') },
    sequences: { reference: transpose(targetInputIds), read: reads, uniform: uniform(drawSite) },
    constants: { ...Object.fromEntries(parameters), ...prefixed('encoded.', encodedTensors) },
    differentiable: false,
    body: (carry, slices, constants) => {
      const ids = where(greater(slices.read, 0.5), slices.reference, carry.drawn) as Tensor1D;
      const next = model.decodeStep(
        unprefixed('parameter.', constants),
        unprefixed('encoded.', constants) as NamedTensors & EncodedSource,
        unprefixed('state.', carry),
        ids,
      );
      return {
        carry: {
          ...prefixed('state.', Object.entries(next.state)),
          drawn: draw(next.logits, slices.uniform as Tensor1D),
        },
        outputs: { ids },
      };
    },
  });
  return transpose(outputs.ids as Tensor2D);
}

/** A token of every row by the inverse of the distribution function: int32 `[rows]`. */
function draw(logits: Tensor2D, uniform: Tensor1D): Tensor1D {
  const [rows, vocabulary] = logits.shape;
  // All but the last: whatever is beyond them is the last token, however sums are rounded.
  const cumulative = slice(cumsum<Tensor2D>(softmax(logits), 1), [0, 0], [rows, vocabulary - 1]);
  return cast(sum<Tensor1D>(cast(lessEqual(cumulative, reshape(uniform, [rows, 1])), 'float32'), 1), 'int32');
}

function prefixed(prefix: string, tensors: readonly (readonly [string, Tensor])[]): Record<string, Tensor> {
  return Object.fromEntries(tensors.map(([name, tensor]) => [`${prefix}${name}`, tensor]));
}

function unprefixed(prefix: string, tensors: NamedTensors): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(tensors).flatMap(([name, tensor]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), tensor]] : [],
    ),
  );
}
