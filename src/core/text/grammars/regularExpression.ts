import { RegExpParser, RegExpSyntaxError, type AST } from '@eslint-community/regexpp';
import { GrammarError } from './grammarError';
import type { TextMachine } from './textMachine';

/** More characters than this in one expression, repetitions written out, make every step slow. */
const mostPositions = 10_000;

/** What an expression begins and ends with, as numbers of its positions. */
interface Part {
  /** Whether it matches the empty text. */
  readonly empty: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

/**
 * Texts that a regular expression matches from their first to their last character: JavaScript's syntax with the `u` and
 * `s` flags (`.` is any character). Possible is what a finite automaton can do: characters, classes, `\p{…}`, groups, `|`,
 * `*`, `+`, `?`, `{n,m}`. `^` and `$` may stand at the ends, where they change nothing; laziness changes nothing either.
 * Positions of characters are the automaton's states (Glushkov 1961); sets of them are made as they are met.
 * @throws GrammarError on wrong syntax and on what is not regular: lookarounds, back references, `\b`
 */
export function regularExpression(source: string): TextMachine {
  const positions: { readonly matches: (character: string) => boolean; readonly next: Set<number> }[] = [];
  const pattern = parse(source);

  const position = ({ raw }: AST.Node): Part => {
    if (positions.length === mostPositions)
      throw new GrammarError(
        `The regular expression has more than ${mostPositions} characters once its repetitions are written out. Use smaller numbers in {n,m}.`,
      );
    const one = new RegExp(`^(?:${raw})$`, 'us');
    positions.push({ matches: (character) => one.test(character), next: new Set() });
    const index = positions.length - 1;
    return { empty: false, first: [index], last: [index] };
  };
  const follow = (before: Part, after: Part): void => {
    for (const at of before.last) for (const next of after.first) positions[at]?.next.add(next);
  };
  const join = (before: Part, after: Part): Part => {
    follow(before, after);
    return {
      empty: before.empty && after.empty,
      first: before.empty ? [...before.first, ...after.first] : before.first,
      last: after.empty ? [...before.last, ...after.last] : after.last,
    };
  };
  const repeat = ({ element, min, max }: AST.Quantifier): Part => {
    let whole = nothing;
    for (let time = 0; time < min; time++) whole = join(whole, build(element));
    if (max === Infinity) {
      const more = build(element);
      follow(more, more);
      return join(whole, { ...more, empty: true });
    }
    // x{0,3} is (x(x(x)?)?)?, from the inside.
    let rest = nothing;
    for (let time = min; time < max; time++) rest = { ...join(build(element), rest), empty: true };
    return join(whole, rest);
  };
  const choose = (alternatives: readonly AST.Alternative[]): Part => {
    const parts = alternatives.map(({ elements }) => elements.map(build).reduce(join, nothing));
    return {
      empty: parts.some(({ empty }) => empty),
      first: parts.flatMap(({ first }) => first),
      last: parts.flatMap(({ last }) => last),
    };
  };
  const build = (node: AST.Element): Part => {
    switch (node.type) {
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass':
        return position(node);
      case 'Group':
      case 'CapturingGroup':
        return choose(node.alternatives);
      case 'Quantifier':
        return repeat(node);
      case 'Assertion':
        if (isOuterAnchor(node)) return nothing;
        throw notRegular(node);
      case 'Backreference':
      case 'ExpressionCharacterClass':
        throw notRegular(node);
    }
  };
  const whole = choose(pattern.alternatives);

  const ends = new Set(whole.last);
  const modes = new Map<string, { readonly reachable: readonly number[]; readonly ends: boolean }>();
  const modeOf = (reached: ReadonlySet<number>, atStart = false): string => {
    const sorted = [...reached].sort((a, b) => a - b);
    const mode = atStart ? 'start' : sorted.join(' ');
    if (!modes.has(mode)) {
      const reachable = atStart
        ? whole.first
        : [...new Set(sorted.flatMap((at) => [...(positions[at]?.next ?? [])]))];
      modes.set(mode, { reachable, ends: atStart ? whole.empty : sorted.some((at) => ends.has(at)) });
    }
    return mode;
  };
  return {
    start: modeOf(new Set(), true),
    read: (mode, _open, character) => {
      const reached = modes.get(mode)?.reachable.filter((at) => positions[at]?.matches(character)) ?? [];
      return reached.length === 0 ? undefined : { mode: modeOf(new Set(reached)) };
    },
    accepts: (mode) => modes.get(mode)?.ends ?? false,
  };
}

const nothing: Part = { empty: true, first: [], last: [] };

function parse(source: string): AST.Pattern {
  try {
    return new RegExpParser().parsePattern(source, 0, source.length, { unicode: true });
  } catch (error) {
    if (!(error instanceof RegExpSyntaxError)) throw error;
    const reason = error.message.replace(/^Invalid regular expression: (\/.*\/\w*: )?/s, '');
    throw new GrammarError(`The regular expression is wrong at its character ${error.index + 1}: ${reason}.`);
  }
}

/** `^` at the very beginning and `$` at the very end of the whole expression or of one of its alternatives. */
function isOuterAnchor(node: AST.Assertion): boolean {
  const { parent } = node;
  if (parent.type !== 'Alternative' || parent.parent.type !== 'Pattern') return false;
  if (node.kind === 'start') return node.start === parent.start;
  return node.kind === 'end' && node.end === parent.end;
}

function notRegular({ raw, start }: AST.Node): GrammarError {
  return new GrammarError(
    `${raw} at character ${start + 1} of the regular expression is nothing that can be checked while a text grows. Possible are characters, classes, groups, |, *, +, ? and {n,m}.`,
  );
}
