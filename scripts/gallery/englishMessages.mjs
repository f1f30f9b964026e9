import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { typescriptFolder } from './typescriptPackage.mjs';

/** A message in one line, its characters composed (NFC). */
export const oneLine = (text) => text.normalize('NFC').replace(/\s+/g, ' ').trim();

/**
 * The TypeScript compiler's messages: key → English text in one line, read from the calls `diag(code, category, key, text)` of its source.
 * @returns {Promise<Map<string, string>>}
 */
export async function englishMessages() {
  const source = await readFile(path.join(await typescriptFolder(), 'lib', '_tsc.js'), 'utf8');
  const messages = new Map();
  const visit = (node) => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'diag') {
      const [, , key, text] = node.arguments;
      if (key !== undefined && ts.isStringLiteral(key) && text !== undefined && ts.isStringLiteral(text)) {
        messages.set(key.text, oneLine(text.text));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('_tsc.js', source, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS));
  return messages;
}
