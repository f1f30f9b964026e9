import { compareModels } from './compareModels';
import { attentions, cells, decoderCases, otherCases, stacks } from './seq2seqCases';

const grid = cells.flatMap((cell) =>
  stacks.flatMap((stack) =>
    attentions.flatMap((attention) =>
      decoderCases(cell, stack, attention).map((one) => ({
        ...one,
        group: `${cell}, ${stack}, attention ${attention}`,
      })),
    ),
  ),
);

compareModels({
  title: 'models against PyTorch in float64',
  script: 'seq2seq.py',
  cases: [...grid, ...otherCases],
});
