import { compareModels } from './compareModels';
import { decoderCases } from './decoderCases';

compareModels({
  title: 'decoders against formulas in float64',
  script: 'decoders.py',
  cases: decoderCases,
});
