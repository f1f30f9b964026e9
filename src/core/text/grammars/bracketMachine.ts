import type { TextMachine } from './textMachine';

const closing: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);
const opening: ReadonlySet<string> = new Set(closing.values());

/** Any text whose round, square and curly brackets are closed in the right order. */
export const bracketMachine: TextMachine = {
  start: 'text',
  read: (mode, open, character) => {
    if (opening.has(character)) return { mode, open: character };
    const opened = closing.get(character);
    if (opened === undefined) return { mode };
    return opened === open ? { mode, close: true } : undefined;
  },
  accepts: () => true,
};
