import type { LadderStep, LeftOutReason } from '../../core/config/variants/ladder';
import type { RunGroup } from '../../runs/manifest';

export const ladderStepTexts: Readonly<Record<LadderStep, string>> = {
  rnn: 'RNN',
  gru: 'GRU',
  lstm: 'LSTM',
  attention: '+ attention',
  reverse: '+ reversed source',
};

export const leftOutTexts: Readonly<Record<LeftOutReason, string>> = {
  'no-cells': 'this model has no recurrent cells to exchange',
  'nothing-to-attend': 'this model has no source to attend to, or attends by its nature',
  'needs-attention': 'this model does not work without attention',
  'nothing-to-reverse': 'this model has no source whose order could be reversed',
  'not-valid': 'with it the config would not be valid',
};

/** What a variant is called. */
export function variantLabel({ kind, variant }: Pick<RunGroup, 'kind' | 'variant'>): string {
  return kind === 'ladder' && isStep(variant) ? ladderStepTexts[variant] : variant;
}

const isStep = (variant: string): variant is LadderStep => variant in ladderStepTexts;
