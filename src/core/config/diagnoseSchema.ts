import type { z } from 'zod';
import { formatPath } from './formatPath';
import type { ConfigDocument, ConfigPath } from './configDocument';
import {
  expectedInWords,
  keysAndHomes,
  isKeyOfOtherKind,
  joinOr,
  keyDescription,
  validKeys,
  validTexts,
} from './describeSchema';
import type { Diagnostic } from './diagnostic';
import { nearestValues, starterValues } from './edits/likelyValues';
import { remove, set, type Remedy } from './edits/configChange';
import { say, spoken, type Message } from './message';
import { nearestWord } from './nearestWord';

type Issue = z.core.$ZodIssue;
type UnionIssue = z.core.$ZodIssueInvalidUnion;

const fewKeys = 12;
const longestQuote = 60;

/** Turns zod's issues about the value of a document into located diagnostics that say what would be valid. */
export function diagnoseSchema(document: ConfigDocument, issues: readonly Issue[]): Diagnostic[] {
  return issues
    .flatMap((issue) => diagnoseIssue(document, issue, []))
    .sort((a, b) => a.offset - b.offset || a.code.localeCompare(b.code));
}

function diagnoseIssue(document: ConfigDocument, issue: Issue, above: ConfigPath): Diagnostic[] {
  const path = [...above, ...issue.path.filter((part) => typeof part !== 'symbol')];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(document, [...path, key]));
  if (issue.code === 'invalid_union') return diagnoseUnion(document, issue, path);
  if (!document.isWritten(path)) return [missingKey(document, path)];
  if (issue.code === 'invalid_format') return [invalidValue(document, path, issue.message)];
  return [invalidValue(document, path)];
}

/** Of the branches of a union, reports the one whose kind of value the file has; without one, the union as a whole. */
function diagnoseUnion(document: ConfigDocument, issue: UnionIssue, path: ConfigPath): Diagnostic[] {
  const branch = issue.errors.find(
    (issues) => !issues.some((inner) => inner.path.length === 0 && isKind(inner)),
  );
  if (branch !== undefined) return branch.flatMap((inner) => diagnoseIssue(document, inner, path));
  return document.isWritten(path) ? [invalidValue(document, path)] : [missingKey(document, path)];
}

function isKind(issue: Issue): boolean {
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}

function unknownKey(document: ConfigDocument, path: ConfigPath): Diagnostic {
  const parent = path.slice(0, -1);
  const key = String(path.at(-1));
  const keys = validKeys(parent, document.valueAt(parent));
  return document.diagnostic(document.keyRange(path), {
    severity: 'error',
    code: 'unknown-key',
    ...spoken(say`Unknown key "${key}" ${placeInWords(parent)}. ${remedyForKey(key, keys, parent)}`),
    path,
    source: 'schema',
    remedies: [...likelyKeys(path, keys), [remove(path)]],
    isSlip: nearestWord(key, keys) !== undefined,
  });
}

function remedyForKey(key: string, keys: readonly string[], parent: ConfigPath): Message {
  const list = say`Valid keys here: ${keys.join(', ')}.`;
  if (isKeyOfOtherKind(parent, key)) return list;
  const nearest = nearestWord(key, keys);
  if (nearest !== undefined)
    return keys.length <= fewKeys ? say`Did you mean "${nearest}"? ${list}` : say`Did you mean "${nearest}"?`;
  const elsewhere = keysAndHomes();
  const known = elsewhere.has(key) ? key : nearestWord(key, [...elsewhere.keys()]);
  if (known === undefined) return list;
  const homes = [...(elsewhere.get(known) ?? [])].map((home) =>
    home === '' ? say`the top level` : say`${home}`,
  );
  return known === key
    ? say`It belongs in ${joinOr(homes)}.`
    : say`Did you mean "${known}" in ${joinOr(homes)}? ${list}`;
}

/** Another spelling, or the place where such a key belongs. */
function likelyKeys(path: ConfigPath, keys: readonly string[]): Remedy[] {
  const key = String(path.at(-1));
  const nearest = nearestWord(key, keys);
  if (nearest !== undefined) return [[{ kind: 'rename', path, name: nearest }]];
  const elsewhere = keysAndHomes();
  const known = elsewhere.has(key) ? key : nearestWord(key, [...elsewhere.keys()]);
  if (known === undefined) return [];
  return [...(elsewhere.get(known) ?? [])].map((home) => [
    { kind: 'move', path, to: [...home.split('.').filter((part) => part !== ''), known] },
  ]);
}

function missingKey(document: ConfigDocument, path: ConfigPath): Diagnostic {
  const parent = path.slice(0, -1);
  const description = keyDescription(path);
  const isChoice = validTexts(path).length > 0 || description === '';
  return document.diagnostic(document.keyRange(parent), {
    severity: 'error',
    code: 'missing-key',
    ...spoken(
      say`"${String(path.at(-1))}" is missing ${placeInWords(parent)}. ${isChoice ? say`It must be ${expectedInWords(path)}.` : description}`,
    ),
    path,
    source: 'schema',
    remedies: starterValues(path).map((value) => [set(path, value)]),
  });
}

function invalidValue(document: ConfigDocument, path: ConfigPath, rule?: string): Diagnostic {
  const found = document.valueAt(path);
  const nearest = typeof found === 'string' ? nearestWord(found, validTexts(path)) : undefined;
  const name = path.length === 0 ? say`The config` : formatPath(path);
  const expected = rule ?? say`must be ${expectedInWords(path)}`;
  return document.diagnostic(document.valueRange(path), {
    severity: 'error',
    code: 'invalid-value',
    ...spoken(
      say`${name} ${expected}; found ${quote(found)}.${nearest === undefined ? '' : say` Did you mean "${nearest}"?`}${needsNoQuotes(found, path) ? say` Remove the quotes.` : ''}`,
    ),
    path,
    source: 'schema',
    remedies: [...nearestValues(path, found).map((value) => [set(path, value)]), [remove(path)]],
    isSlip: nearest !== undefined || needsNoQuotes(found, path),
  });
}

/** Whether a number, true or false stands in quotes. */
function needsNoQuotes(found: unknown, path: ConfigPath): boolean {
  if (typeof found !== 'string' || validTexts(path).length > 0) return false;
  return found === 'true' || found === 'false' || (found.trim() !== '' && Number.isFinite(Number(found)));
}

function placeInWords(path: ConfigPath): Message {
  return path.length === 0 ? say`at the top level` : say`in ${formatPath(path)}`;
}

function quote(value: unknown): Message | string {
  if (value === '') return say`empty text`;
  const text = JSON.stringify(value);
  return text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text;
}
