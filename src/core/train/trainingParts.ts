import type { Config } from '../config/schema';
import type { Example } from '../data/batch';
import type { Seq2SeqModel } from '../model/model';
import type { Codecs } from '../text/codecs';

/** What a config and its data make: the model, and the pairs that it is trained and validated on. */
export interface TrainingParts {
  readonly config: Config;
  readonly model: Seq2SeqModel;
  readonly codecs: Codecs;
  readonly trainExamples: readonly Example[];
  readonly devExamples: readonly Example[];
}
