// Makes gallery/identifiers/*.tsv: identifiers of the type definitions in the npm package typescript → words.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { wordsOf } from './identifierWords.mjs';
import { typescriptFolder } from './typescriptPackage.mjs';
import { hashOf, writeSplits } from './writeSplits.mjs';

const longestIdentifier = 28;
const mostWords = 5;
/** Renderings of a phrase besides its original spelling. */
const extraForms = 2;

const capitalise = (word) => word.charAt(0).toUpperCase() + word.slice(1);
const forms = {
  camel: (words) => words.map((word, index) => (index === 0 ? word : capitalise(word))).join(''),
  pascal: (words) => words.map(capitalise).join(''),
  snake: (words) => words.join('_'),
  kebab: (words) => words.join('-'),
  constant: (words) => words.join('_').toUpperCase(),
};

/** Every identifier that is declared or mentioned in a type definition. */
function identifiersOf(fileName, text) {
  const found = new Set();
  const visit = (node) => {
    if (ts.isIdentifier(node)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, false));
  return found;
}

function pairsOf(identifiers) {
  const pairs = new Map();
  for (const identifier of [...identifiers].sort()) {
    const words = wordsOf(identifier);
    if (words.length < 2 || words.length > mostWords || words.some((word) => /^\d/.test(word))) continue;
    const key = words.join(' ');
    const names = Object.keys(forms);
    const first = hashOf(`form ${key}`) % names.length;
    const chosen = names.map((_, index) => names[(first + index) % names.length]).slice(0, extraForms);
    for (const source of [identifier, ...chosen.map((name) => forms[name](words))]) {
      // One spelling can stand for two phrases (`webgl2` …): the first keeps it, so that every source has one target.
      if (source.length <= longestIdentifier && !pairs.has(source))
        pairs.set(source, { key, source, target: key });
    }
  }
  return [...pairs.values()];
}

const lib = path.join(await typescriptFolder(), 'lib');
const files = (await readdir(lib)).filter((name) => name.endsWith('.d.ts')).sort();
const identifiers = new Set();
for (const name of files) {
  for (const identifier of identifiersOf(name, await readFile(path.join(lib, name), 'utf8'))) {
    if (/^[A-Za-z][A-Za-z0-9_]*$/.test(identifier)) identifiers.add(identifier);
  }
}
await writeSplits('identifiers', pairsOf(identifiers));
