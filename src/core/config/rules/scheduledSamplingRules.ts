import { remove, set, type Remedy } from '../edits/configChange';
import type { Config } from '../schema';
import { say } from '../message';
import { error } from './rule';
import type { Rule } from './rule';

const type = ['training', 'scheduled_sampling_type'] as const;

/** A common value, by the kind of schedule. */
function usualK(kind: Config['training']['scheduled_sampling_type']): number {
  if (kind === 'linear') return 0.0001;
  return kind === 'exponential' ? 0.9999 : 1000;
}

/** Back to teacher forcing. */
export const withoutSampling: Remedy = (
  ['scheduled_sampling_type', 'scheduled_sampling_k', 'scheduled_sampling_read_probability'] as const
).map((key) => remove(['training', key]));

const missingNumber: Rule = ({ training }) => {
  const { scheduled_sampling_type: kind, scheduled_sampling_k: k } = training;
  if (kind === undefined) return undefined;
  if (kind === 'constant')
    return training.scheduled_sampling_read_probability === undefined
      ? error(
          'scheduled-sampling-incomplete',
          type,
          say`scheduled_sampling_type "constant" needs scheduled_sampling_read_probability: with which probability the reference is read (0.75, say).`,
          set(['training', 'scheduled_sampling_read_probability'], 0.75),
        )
      : undefined;
  return k === undefined
    ? error(
        'scheduled-sampling-incomplete',
        type,
        say`scheduled_sampling_type "${kind}" needs scheduled_sampling_k: how fast the reference is given up (${usualK(kind)}, say).`,
        set(['training', 'scheduled_sampling_k'], usualK(kind)),
      )
    : undefined;
};

const numberOutOfRange: Rule = ({ training: { scheduled_sampling_type: kind, scheduled_sampling_k: k } }) => {
  if (k === undefined) return undefined;
  if (kind === 'exponential' ? k < 1 : kind === 'inverse_sigmoid' ? k >= 1 : true) return undefined;
  return error(
    'scheduled-sampling-k',
    ['training', 'scheduled_sampling_k'],
    kind === 'exponential'
      ? say`With scheduled_sampling_type "exponential" the reference is read with the probability k^t, but scheduled_sampling_k is ${k}: it must be below 1 (0.9999, say).`
      : say`With scheduled_sampling_type "inverse_sigmoid" the reference is read with the probability k / (k + e^(t/k)), but scheduled_sampling_k is ${k}: it must be at least 1 (1000, say).`,
    set(['training', 'scheduled_sampling_k'], usualK(kind)),
  );
};

const nothingRead: Rule = ({ task, model, training }) => {
  if (training.scheduled_sampling_type === undefined) return undefined;
  if (task === 'aligned')
    return error(
      'scheduled-sampling-without-decoder',
      type,
      say`scheduled_sampling_type has no effect with task "aligned": there is no decoder that reads what it has written. Remove it.`,
      withoutSampling,
    );
  if (!model.decoder.previous_output)
    return error(
      'scheduled-sampling-without-input',
      type,
      say`scheduled_sampling_type has no effect with previous_output false: the decoder reads nothing of what it has written. Remove it, or set model.decoder.previous_output to true.`,
      withoutSampling,
      set(['model', 'decoder', 'previous_output'], true),
    );
  return undefined;
};

export const scheduledSamplingRules: readonly Rule[] = [missingNumber, numberOutOfRange, nothingRead];
