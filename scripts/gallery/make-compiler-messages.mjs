// Makes gallery/compiler-messages/*.tsv and gallery/char-translation/*.tsv, which are the same: the TypeScript compiler's messages,
// English → French.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { typescriptFolder } from './typescriptPackage.mjs';
import { writeSplits } from './writeSplits.mjs';

const longestMessage = 60;

/** Key → English text, read from the calls `diag(code, category, key, text)` of the compiler's source. */
function englishMessages(source) {
  const messages = new Map();
  const visit = (node) => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'diag') {
      const [, , key, text] = node.arguments;
      if (key !== undefined && ts.isStringLiteral(key) && text !== undefined && ts.isStringLiteral(text)) {
        messages.set(key.text, text.text);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('_tsc.js', source, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS));
  return messages;
}

/** The placeholders {0}, {1} … of a message, sorted. */
const placeholders = (text) => (text.match(/\{\d+\}/g) ?? []).sort().join();

const lib = path.join(await typescriptFolder(), 'lib');
const english = englishMessages(await readFile(path.join(lib, '_tsc.js'), 'utf8'));
const french = JSON.parse(await readFile(path.join(lib, 'fr', 'diagnosticMessages.generated.json'), 'utf8'));
const pairs = new Map();
for (const [key, text] of english) {
  const source = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  const target = french[key]?.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (target === undefined || source === target || placeholders(source) !== placeholders(target)) continue;
  if (source.length > longestMessage || target.length > 1.5 * longestMessage || pairs.has(source)) continue;
  pairs.set(source, { key: source.toLowerCase(), source, target });
}
for (const entry of ['compiler-messages', 'char-translation']) await writeSplits(entry, [...pairs.values()]);
