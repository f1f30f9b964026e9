import { bracketMachine } from './bracketMachine';
import { grammarDescriptions, type GrammarName } from './grammarDescriptions';
import { GrammarError } from './grammarError';
import { jsonMachine } from './jsonMachine';
import { regularExpression } from './regularExpression';
import type { TextMachine } from './textMachine';

const leapYear = String.raw`(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)`;
const isoDate = [
  String.raw`\d{4}-(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])`,
  String.raw`\d{4}-(?:0[469]|11)-(?:0[1-9]|[12]\d|30)`,
  String.raw`\d{4}-02-(?:0[1-9]|1\d|2[0-8])`,
  `${leapYear}-02-29`,
].join('|');

/** The texts of a named grammar. */
export function grammar(name: GrammarName): TextMachine {
  switch (name) {
    case 'json':
      return jsonMachine;
    case 'iso_date':
      return regularExpression(isoDate);
    case 'balanced_brackets':
      return bracketMachine;
  }
}

/**
 * The texts that `testing.allowed` names: a grammar, or a regular expression between slashes.
 * @throws GrammarError when it is neither
 */
export function allowedTexts(allowed: string): TextMachine {
  if (/^\/.*\/$/s.test(allowed) && allowed.length > 1) return regularExpression(allowed.slice(1, -1));
  const name = Object.keys(grammarDescriptions).find((known): known is GrammarName => known === allowed);
  if (name !== undefined) return grammar(name);
  throw new GrammarError(
    `${JSON.stringify(allowed)} names no grammar. Use ${Object.keys(grammarDescriptions).join(', ')}, or a regular expression between slashes, such as /[0-9]+/.`,
  );
}

/** Whether a text that the machine accepts can begin so. */
export function canBegin(machine: TextMachine, beginning: string): boolean {
  let mode = machine.start;
  const open: string[] = [];
  for (const character of beginning) {
    const move = machine.read(mode, open.at(-1), character);
    if (move === undefined) return false;
    if (move.close === true) open.pop();
    if (move.open !== undefined) open.push(move.open);
    mode = move.mode;
  }
  return true;
}
