// Makes gallery/ast/*.tsv: expressions of the TypeScript compiler's own source → their syntax trees, by its own parser.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { typescriptFolder } from './typescriptPackage.mjs';
import { sample, writeSplits } from './writeSplits.mjs';

const shortest = 6;
const longest = 20;
const wanted = 4000;

/** Words for what has a spelling of its own; undefined for what is spelt out. */
function leafOf(node) {
  if (ts.isIdentifier(node)) return 'id';
  if (ts.isNumericLiteral(node)) return 'num';
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return 'str';
  const { kind } = node;
  if (kind === ts.SyntaxKind.TrueKeyword) return 'true';
  if (kind === ts.SyntaxKind.FalseKeyword) return 'false';
  if (kind === ts.SyntaxKind.NullKeyword) return 'null';
  return kind === ts.SyntaxKind.ThisKeyword ? 'this' : undefined;
}

/** The tree in one line, `(call (. id id ) num )`; undefined when something in it is of another kind. */
function treeOf(node) {
  const leaf = leafOf(node);
  if (leaf !== undefined) return leaf;
  const [label, children] = partsOf(node) ?? [];
  const trees = children?.map(treeOf);
  return trees === undefined || trees.includes(undefined) ? undefined : `(${[label, ...trees].join(' ')} )`;
}

/** Label and children of an inner node. */
function partsOf(node) {
  if (ts.isParenthesizedExpression(node)) return ['paren', [node.expression]];
  if (ts.isPropertyAccessExpression(node) && !node.questionDotToken)
    return ['.', [node.expression, node.name]];
  if (ts.isElementAccessExpression(node) && !node.questionDotToken)
    return ['[]', [node.expression, node.argumentExpression]];
  if (ts.isCallExpression(node) && !node.questionDotToken)
    return ['call', [node.expression, ...node.arguments]];
  if (ts.isNewExpression(node)) return ['new', [node.expression, ...(node.arguments ?? [])]];
  if (ts.isConditionalExpression(node)) return ['?', [node.condition, node.whenTrue, node.whenFalse]];
  if (ts.isPrefixUnaryExpression(node)) return [`${ts.tokenToString(node.operator)}x`, [node.operand]];
  if (ts.isPostfixUnaryExpression(node)) return [`x${ts.tokenToString(node.operator)}`, [node.operand]];
  if (ts.isTypeOfExpression(node)) return ['typeof', [node.expression]];
  if (ts.isArrayLiteralExpression(node) && node.elements.length > 0) return ['array', [...node.elements]];
  if (ts.isBinaryExpression(node)) return [node.operatorToken.getText(), [node.left, node.right]];
  return undefined;
}

/** The tokens of a node, with words for what has a spelling of its own. */
function tokensOf(node) {
  const children = node.getChildren();
  if (children.length > 0) return children.flatMap(tokensOf);
  return node.kind === ts.SyntaxKind.SyntaxList ? [] : [leafOf(node) ?? node.getText()];
}

const file = path.join(await typescriptFolder(), 'lib', '_tsc.js');
const source = ts.createSourceFile(
  file,
  await readFile(file, 'utf8'),
  ts.ScriptTarget.Latest,
  true,
  ts.ScriptKind.JS,
);
const pairs = new Map();
const visit = (node) => {
  if (ts.isExpression(node) && node.getWidth() < 400 && leafOf(node) === undefined) {
    const tokens = tokensOf(node);
    if (tokens.length >= shortest && tokens.length <= longest) {
      const tree = treeOf(node);
      const text = tokens.join(' ');
      if (tree !== undefined) pairs.set(text, { key: text, source: text, target: tree });
    }
  }
  ts.forEachChild(node, visit);
};
visit(source);
const chosen = sample(pairs.values(), wanted, ({ source }) => source);
console.log(`${pairs.size} different expressions, ${chosen.length} kept`);
await writeSplits('ast', chosen);
