import { pictureFormat } from '../../config/pictureFormat';
import type { DataConfig, GeneratorConfig } from '../../config/schema';
import { addition } from './addition';
import { alignedAddition } from './alignedAddition';
import { bitCopy, bitRecall, bitRepeatCopy } from './bitSequences';
import { dates } from './dates';
import { parseTrees } from './parseTrees';
import type { PairLanguage } from './pairLanguage';
import { drawings } from './pictures/drawings';
import { paintings } from './pictures/paintings';
import { placedGlyphs } from './pictures/placedGlyphs';
import { textures } from './pictures/textures';
import { convexHulls, sortings, tours, triangulations } from './pointLanguages';
import { pictureLanguage } from './shapes/shapePictures';
import { copySequences, firstSymbols, reverseSequences } from './symbolSequences';

/** The language that a generator of a config draws from. */
export function languageOf(generator: GeneratorConfig, data: Pick<DataConfig, 'src' | 'trg'>): PairLanguage {
  const level = data.src.level === 'word' && data.trg.level === 'word' ? 'word' : 'char';
  switch (generator.generator) {
    case 'dates':
      return dates;
    case 'addition':
      return addition(generator);
    case 'aligned_addition':
      return alignedAddition(generator);
    case 'parse_trees':
      return parseTrees();
    case 'copy':
      return copySequences({ ...generator, level });
    case 'reverse':
      return reverseSequences({ ...generator, level });
    case 'first':
      return firstSymbols({ ...generator, level });
    case 'convex_hull':
      return convexHulls(generator);
    case 'tsp':
      return tours(generator);
    case 'delaunay':
      return triangulations(generator);
    case 'sorting':
      return sortings(generator);
    case 'shapes':
      return pictureLanguage(pictureFormat(data.src));
    case 'glyphs':
      return placedGlyphs({ ...generator, format: pictureFormat(data.src) });
    case 'textures':
      return textures(generator);
    case 'drawings':
      return drawings(generator);
    case 'paintings':
      return paintings(generator);
    case 'ntm_copy':
      return bitCopy(generator);
    case 'ntm_repeat_copy':
      return bitRepeatCopy(generator);
    case 'ntm_recall':
      return bitRecall(generator);
  }
}
