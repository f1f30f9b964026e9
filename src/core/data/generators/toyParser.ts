import { lexicon, type Tag, type Tree } from './toyGrammar';

const tags = new Map<string, Tag>(
  (Object.keys(lexicon) as Tag[]).flatMap((tag) => lexicon[tag].map((word) => [word, tag] as const)),
);

/** The tree of a sentence of the toy grammar; undefined when it is none. One word ahead decides every choice. */
export function parseSentence(words: readonly string[]): Tree | undefined {
  const leaves = words.map((word) => tags.get(word));
  if (leaves.some((tag) => tag === undefined)) return undefined;
  try {
    return new ToyParser(leaves.filter((tag) => tag !== undefined)).parse();
  } catch (error) {
    if (error instanceof NoSentence) return undefined;
    throw error;
  }
}

class NoSentence extends Error {}

class ToyParser {
  private position = 0;

  constructor(private readonly leaves: readonly Tag[]) {}

  parse(): Tree {
    const tree: Tree = { label: 'S', children: [this.nounPhrase(), this.predicate()] };
    if (this.peek() !== undefined) throw new NoSentence();
    return tree;
  }

  private peek(): Tag | undefined {
    return this.leaves[this.position];
  }

  private take(tag: Tag): Tag {
    if (this.peek() !== tag) throw new NoSentence();
    this.position++;
    return tag;
  }

  private nounPhrase(): Tree {
    const head = this.simpleNounPhrase();
    if (this.peek() === 'INN') return { label: 'NP', children: [head, this.prepositional('INN')] };
    if (this.peek() !== 'WDT') return head;
    const clause = { label: 'SBAR', children: [this.take('WDT'), this.simplePredicate()] };
    return { label: 'NP', children: [head, clause] };
  }

  private simpleNounPhrase(): Tree {
    if (this.peek() === 'NNP') return { label: 'NP', children: [this.take('NNP')] };
    const determiner = this.take('DT');
    const adjectives = this.peek() === 'JJ' ? [this.take('JJ')] : [];
    return { label: 'NP', children: [determiner, ...adjectives, this.take('NN')] };
  }

  private prepositional(tag: 'INN' | 'INV'): Tree {
    return { label: 'PP', children: [this.take(tag), this.simpleNounPhrase()] };
  }

  private simplePredicate(): Tree {
    if (this.peek() === 'VBD') return { label: 'VP', children: [this.take('VBD')] };
    return { label: 'VP', children: [this.take('VBT'), this.simpleNounPhrase()] };
  }

  private predicate(): Tree {
    if (this.peek() === 'VBS') {
      const verb = this.take('VBS');
      const complementizer = this.take('WDT');
      const sentence = { label: 'S', children: [this.simpleNounPhrase(), this.simplePredicate()] };
      return { label: 'VP', children: [verb, { label: 'SBAR', children: [complementizer, sentence] }] };
    }
    if (this.peek() === 'VBD') {
      const verb = this.take('VBD');
      return { label: 'VP', children: this.peek() === 'RB' ? [verb, this.take('RB')] : [verb] };
    }
    const children: Tree[] = [this.take('VBT'), this.nounPhrase()];
    if (this.peek() === 'INV') children.push(this.prepositional('INV'));
    return { label: 'VP', children };
  }
}
