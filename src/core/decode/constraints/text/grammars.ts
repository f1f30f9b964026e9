import { bracketMachine } from './bracketMachine';
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

/** Grammars that `allowed` can name. */
export const grammarNames = ['json', 'iso_date', 'balanced_brackets'] as const;
export type GrammarName = (typeof grammarNames)[number];

/** `iso_date`: the days of the Gregorian calendar as 0000-01-01 … 9999-12-31. */
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
