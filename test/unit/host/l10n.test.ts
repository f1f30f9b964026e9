import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { say } from '../../../src/core/config/message';
import { panelStrings } from '../../../src/protocol/panelStrings';

const root = path.resolve(__dirname, '../../..');
const bundleFile = path.join(root, 'l10n', 'bundle.l10n.json');
const hostFiles = readdirSync(path.join(root, 'src/host'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => path.join(root, 'src/host', name));
const files = [...hostFiles, path.join(root, 'src/extension.ts')];

interface Translated {
  readonly text: string;
  readonly argumentCount: number;
  readonly place: string;
}

/** All calls of `vscode.l10n.t` in a file, also as `l10n.t`. */
function translated(file: string): Translated[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Translated[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(vscode\.)?l10n\.t$/.test(node.expression.getText(source))) {
      const [first, ...others] = node.arguments;
      const place = `${path.relative(root, file)}:${source.getLineAndCharacterOfPosition(node.pos).line + 1}`;
      if (first !== undefined && ts.isStringLiteralLike(first))
        found.push({ text: first.text, argumentCount: others.length, place });
      else
        assert.match(file, /(panelTexts|diagnosticText)\.ts$/, `${place}: only a literal can be translated`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const all = files.flatMap(translated);

/** The patterns of what the core says of a config, which `diagnosticText` translates: templates with the tag `say`. */
function said(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText(source) === 'say') {
      const { template } = node;
      const texts = ts.isNoSubstitutionTemplateLiteral(template)
        ? [template.text]
        : [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)];
      found.push(say(Object.assign(texts, { raw: texts })).pattern);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.filter((pattern) => /[a-z]/i.test(pattern));
}

const ofConfigs = readdirSync(path.join(root, 'src/core/config'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => said(path.join(root, 'src/core/config', name)));

describe('The texts of the extension', () => {
  it('are all in the bundle for translators, and nothing else is', () => {
    const texts = [
      ...new Set([...all.map(({ text }) => text), ...Object.values(panelStrings), ...ofConfigs]),
    ].sort();
    const bundle = Object.fromEntries(texts.map((text) => [text, text]));
    if (process.env['UPDATE_GOLDEN'] === '1')
      writeFileSync(bundleFile, `${JSON.stringify(bundle, null, 2)}\n`);
    assert.deepEqual(
      JSON.parse(readFileSync(bundleFile, 'utf8')),
      bundle,
      'UPDATE_GOLDEN=1 rewrites l10n/bundle.l10n.json',
    );
  });

  it('get as many values as they have placeholders', () => {
    for (const { text, argumentCount, place } of all) {
      const placeholders = new Set([...text.matchAll(/\{(\d+)\}/g)].map(([, number]) => number));
      assert.equal(argumentCount, placeholders.size, `${place}: ${text}`);
    }
  });

  it('are not built outside l10n where people are addressed', () => {
    const literal = /(?:messages\.(?:info|warn|error)|placeHolder:|showInputBox)\(?\s*(?:['"]|`[A-Z])/;
    for (const file of files) assert.doesNotMatch(readFileSync(file, 'utf8'), literal, file);
  });
});
