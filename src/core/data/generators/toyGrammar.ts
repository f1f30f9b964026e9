/** Parts of speech of the toy grammar, as the Penn Treebank names them; `INN` and `INV` are both IN there. */
export type Tag = 'DT' | 'JJ' | 'NN' | 'NNP' | 'INN' | 'INV' | 'WDT' | 'VBD' | 'VBT' | 'VBS' | 'RB';

/**
 * The words of each part of speech; no word has two. Prepositions say by themselves where they belong: `INN` to the noun
 * before them, `INV` to the verb. VBD takes no object, VBT one, VBS a sentence.
 */
export const lexicon: Readonly<Record<Tag, readonly string[]>> = {
  DT: ['the', 'a', 'every', 'some', 'no'],
  JJ: ['old', 'young', 'happy', 'quiet', 'red', 'small', 'clever', 'tired'],
  NN: [
    'dog',
    'cat',
    'teacher',
    'child',
    'farmer',
    'doctor',
    'bird',
    'book',
    'house',
    'river',
    'garden',
    'boat',
  ],
  NNP: ['anna', 'peter', 'maria', 'oslo', 'rome', 'lena'],
  INN: ['of', 'from', 'behind', 'near'],
  INV: ['with', 'before', 'after', 'during'],
  WDT: ['that'],
  VBD: ['slept', 'laughed', 'left', 'waited', 'sang'],
  VBT: ['saw', 'liked', 'found', 'followed', 'drew', 'heard'],
  VBS: ['said', 'thought', 'knew'],
  RB: ['slowly', 'often', 'again', 'never'],
};

/** A constituent: a label and its children; a leaf is a part of speech. */
export type Tree = Tag | { readonly label: string; readonly children: readonly Tree[] };

const node = (label: string, ...children: readonly Tree[]): Tree => ({ label, children });

const simpleNounPhrases: readonly Tree[] = [
  node('NP', 'DT', 'NN'),
  node('NP', 'DT', 'JJ', 'NN'),
  node('NP', 'NNP'),
];
const simplePredicates: readonly Tree[] = [
  node('VP', 'VBD'),
  ...simpleNounPhrases.map((object) => node('VP', 'VBT', object)),
];
const nounPhrases: readonly Tree[] = [
  ...simpleNounPhrases,
  ...simpleNounPhrases.flatMap((head) => [
    ...simpleNounPhrases.map((object) => node('NP', head, node('PP', 'INN', object))),
    ...simplePredicates.map((clause) => node('NP', head, node('SBAR', 'WDT', clause))),
  ]),
];
const simpleSentences = simpleNounPhrases.flatMap((subject) =>
  simplePredicates.map((predicate) => node('S', subject, predicate)),
);
const predicates: readonly Tree[] = [
  node('VP', 'VBD'),
  node('VP', 'VBD', 'RB'),
  ...nounPhrases.flatMap((object) => [
    node('VP', 'VBT', object),
    ...simpleNounPhrases.map((other) => node('VP', 'VBT', object, node('PP', 'INV', other))),
  ]),
  ...simpleSentences.map((sentence) => node('VP', 'VBS', node('SBAR', 'WDT', sentence))),
];

/** Every tree of the grammar, without words. */
export const sentenceShapes = (): Tree[] =>
  nounPhrases.flatMap((subject) => predicates.map((predicate) => node('S', subject, predicate)));

/** The parts of speech of a tree, in order. */
export function leavesOf(tree: Tree): Tag[] {
  return typeof tree === 'string' ? [tree] : tree.children.flatMap((child) => leavesOf(child));
}

/** A tree in one line, `(S (NP DT NN ) (VP VBD ) )`: what is written once the tree is known. */
export function linearize(tree: Tree): string {
  if (typeof tree === 'string') return tree === 'INN' || tree === 'INV' ? 'IN' : tree;
  return `(${tree.label} ${tree.children.map((child) => linearize(child)).join(' ')} )`;
}
