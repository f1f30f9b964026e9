import type { PairLanguage } from './pairLanguage';
import { leavesOf, lexicon, linearize, sentenceShapes } from './toyGrammar';
import { parseSentence } from './toyParser';

/**
 * Sentences of a toy grammar → their parse trees in one line, with parts of speech for words, as in Vinyals et al. 2015
 * ("Grammar as a foreign language"): `the dog of anna slept` → `(S (NP (NP DT NN ) (PP IN (NP NNP ) ) ) (VP VBD ) )`. Every
 * tree shape is drawn with equal chance, then the words. Made when it is first asked for: that takes a tenth of a second, and
 * few processes need it.
 */
export const parseTrees = (): PairLanguage => (made ??= makeLanguage());
let made: PairLanguage | undefined;

function makeLanguage(): PairLanguage {
  const shapes = sentenceShapes();
  return {
    strata: shapes.map((shape) => {
      const words = leavesOf(shape).map((tag) => lexicon[tag]);
      return {
        radices: words.map((choices) => choices.length),
        spell: (coordinates) => coordinates.map((choice, index) => words[index]?.[choice] ?? '').join(' '),
      };
    }),
    longestSource: Math.max(...shapes.map((shape) => leavesOf(shape).length)),
    longestTarget: Math.max(...shapes.map((shape) => linearize(shape).split(' ').length)),
    oracle: (source) => {
      const tree = parseSentence(source.split(' '));
      return tree === undefined ? undefined : linearize(tree);
    },
    heldOutKey: ({ source }) => source,
  };
}
