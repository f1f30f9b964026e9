import { compareModels } from './compareModels';
import { optionCases } from './recurrentOptionCases';

compareModels({
  title: 'recurrent layers with options against float64',
  script: 'recurrent_options.py',
  cases: optionCases,
});
