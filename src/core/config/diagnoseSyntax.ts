import { printParseErrorCode } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import type { ConfigDocument } from './configDocument';
import type { Diagnostic } from './diagnostic';
import type { Remedy } from './edits/configChange';
import { starterValues } from './edits/likelyValues';
import { say, spoken, type Message } from './message';

const explanations: Readonly<Record<string, Message>> = {
  InvalidSymbol: say`This is not JSON. Keys and text need double quotes; else there are numbers, true and false.`,
  InvalidNumberFormat: say`This is not a number. Write it like 12, 0.5 or 1e-3.`,
  PropertyNameExpected: say`A key in double quotes is missing here, such as "hidden_size".`,
  ValueExpected: say`A value is missing here.`,
  ColonExpected: say`A colon is missing between the key and its value.`,
  CommaExpected: say`A comma is missing before this.`,
  CloseBraceExpected: say`A closing brace } is missing.`,
  CloseBracketExpected: say`A closing bracket ] is missing.`,
  EndOfFileExpected: say`There is text after the end of the config. A file holds one { … }.`,
  InvalidCommentToken: say`This comment is not allowed here.`,
  UnexpectedEndOfComment: say`This comment is never closed. Add */.`,
  UnexpectedEndOfString: say`This text is never closed. Add a double quote.`,
  UnexpectedEndOfNumber: say`This number breaks off. Write it like 12, 0.5 or 1e-3.`,
  InvalidUnicode: say`This \\u escape is not four hexadecimal digits.`,
  InvalidEscapeCharacter: say`This escape is unknown. Write a backslash as \\\\.`,
  InvalidCharacter: say`This character is not allowed in text. Write a tab as \\t and a line break as \\n.`,
};

/** Syntax errors with their places, and keys that are written twice. */
export function diagnoseSyntax(document: ConfigDocument): Diagnostic[] {
  if (document.root === undefined) return [emptyFile(document)];
  const errors = firstOfEachLine(document).map(({ error, offset, length }) => {
    const name = printParseErrorCode(error);
    return document.diagnostic(
      { offset, length },
      {
        severity: 'error',
        code: 'syntax',
        ...spoken(explanations[name] ?? say`This is not JSON (${name}).`),
        path: [],
        source: 'syntax',
        remedies: missingMark(document.text, name, offset),
      },
    );
  });
  return [...errors, ...duplicateKeys(document)];
}

/** One slip makes the parser stumble several times in its line; only the first tells something. */
function firstOfEachLine(document: ConfigDocument): ParseError[] {
  const lines = new Set<number>();
  return document.syntaxErrors.filter(({ offset }) => {
    const { line } = document.position(offset);
    return !lines.has(line) && lines.add(line);
  });
}

const marks: Readonly<Record<string, string>> = {
  ColonExpected: ':',
  CommaExpected: ',',
  CloseBraceExpected: '}',
  CloseBracketExpected: ']',
};

/** Puts a mark behind what the parser read last. */
function missingMark(text: string, name: string, offset: number): readonly Remedy[] {
  const mark = marks[name];
  if (mark === undefined) return [];
  const before = text.slice(0, offset).trimEnd().length;
  const isAtEnd = text.slice(before).trim() === '' && text.includes('\n');
  return [[{ kind: 'insert', offset: before, text: isAtEnd ? `\n${mark}` : mark }]];
}

function emptyFile(document: ConfigDocument): Diagnostic {
  return document.diagnostic(document.keyRange([]), {
    severity: 'error',
    code: 'syntax',
    ...spoken(
      say`The file holds no config. The smallest config is {"data": {"train": "train.tsv", "dev": "dev.tsv"}}.`,
    ),
    path: [],
    source: 'syntax',
    remedies: [[{ kind: 'insert', offset: document.text.length, text: smallestConfig() }]],
  });
}

function smallestConfig(): string {
  return `${JSON.stringify({ data: starterValues(['data'])[0] }, null, 2)}\n`;
}

function duplicateKeys(document: ConfigDocument): Diagnostic[] {
  const found: Diagnostic[] = [];
  const visit = (node: Node, path: (string | number)[]): void => {
    const seen = new Map<string, number>();
    for (const [index, child] of (node.children ?? []).entries()) {
      const key = child.type === 'property' ? child.children?.[0] : undefined;
      const value = child.type === 'property' ? child.children?.[1] : child;
      const step: string | number = key === undefined ? index : String(key.value);
      if (key !== undefined) {
        const first = seen.get(String(step));
        if (first !== undefined) found.push(duplicateKey(document, key, first, [...path, step]));
        else seen.set(String(step), key.offset);
      }
      if (value !== undefined) visit(value, [...path, step]);
    }
  };
  if (document.root !== undefined) visit(document.root, []);
  return found;
}

function duplicateKey(
  document: ConfigDocument,
  key: Node,
  firstOffset: number,
  path: (string | number)[],
): Diagnostic {
  const { line } = document.position(firstOffset);
  return document.diagnostic(
    { offset: key.offset, length: key.length },
    {
      severity: 'error',
      code: 'duplicate-key',
      ...spoken(say`"${String(key.value)}" already stands in line ${line}. Keep one of the two.`),
      path,
      source: 'syntax',
      remedies: [[{ kind: 'remove-at', offset: key.offset }], [{ kind: 'remove-at', offset: firstOffset }]],
    },
  );
}
