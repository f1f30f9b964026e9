import type { DataConfig, GeneratorConfig } from '../../config/schema';
import { addition } from './addition';
import { dates } from './dates';
import type { PairLanguage } from './pairLanguage';
import { copySequences, reverseSequences } from './symbolSequences';

/** The language that a generator of a config draws from. */
export function languageOf(generator: GeneratorConfig, data: Pick<DataConfig, 'src' | 'trg'>): PairLanguage {
  const level = data.src.level === 'word' && data.trg.level === 'word' ? 'word' : 'char';
  switch (generator.generator) {
    case 'dates':
      return dates;
    case 'addition':
      return addition(generator);
    case 'copy':
      return copySequences({ ...generator, level });
    case 'reverse':
      return reverseSequences({ ...generator, level });
  }
}
