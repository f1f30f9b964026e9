import type { MachineMove, TextMachine } from './textMachine';

const whiteSpace = /^[ \t\n\r]$/;
const digit = /^\d$/;
const hexDigit = /^[\da-fA-F]$/;
const escaped = /^["\\/bfnrt]$/;
// What JSON calls control characters.
const inString = /^[^\p{Cc}]$|^[\u007f-\u009f]$/u;
const numberEnds: ReadonlySet<string> = new Set(['zero', 'integer', 'fraction', 'exponent']);

/**
 * JSON texts (RFC 8259). Frames are `[` and `{`. Modes within a string begin with `key ` where it is the name of a
 * member; the rest of `true`, `false` or `null` follows `literal `.
 */
export const jsonMachine: TextMachine = {
  start: 'value',
  read: (mode, open, character) => {
    if (mode.startsWith('literal ')) return readLiteral(mode.slice('literal '.length), character);
    if (mode.startsWith('key ')) return readString('key ', mode.slice('key '.length), character);
    if (mode.startsWith('string')) return readString('', mode, character);
    return readStructure(mode, open, character) ?? readNumber(mode, character);
  },
  accepts: (mode) => mode === 'after' || numberEnds.has(mode),
};

function readStructure(mode: string, open: string | undefined, character: string): MachineMove | undefined {
  if (numberEnds.has(mode)) return readAfter(open, character);
  if (whiteSpace.test(character) && structureModes.has(mode)) return { mode };
  switch (mode) {
    case 'first element':
      return character === ']' ? { mode: 'after', close: true } : readValue(character);
    case 'value':
      return readValue(character);
    case 'first member':
      return character === '}' ? { mode: 'after', close: true } : readKey(character);
    case 'member':
      return readKey(character);
    case 'colon':
      return character === ':' ? { mode: 'value' } : undefined;
    case 'after':
      return readAfter(open, character);
    default:
      return undefined;
  }
}

const structureModes: ReadonlySet<string> = new Set([
  'value',
  'first element',
  'first member',
  'member',
  'colon',
  'after',
]);

function readKey(character: string): MachineMove | undefined {
  return character === '"' ? { mode: 'key string' } : undefined;
}

function readValue(character: string): MachineMove | undefined {
  switch (character) {
    case '{':
      return { mode: 'first member', open: '{' };
    case '[':
      return { mode: 'first element', open: '[' };
    case '"':
      return { mode: 'string' };
    case 't':
      return { mode: 'literal rue' };
    case 'f':
      return { mode: 'literal alse' };
    case 'n':
      return { mode: 'literal ull' };
    case '-':
      return { mode: 'minus' };
    default:
      return readNumber('minus', character);
  }
}

/** After a whole value. */
function readAfter(open: string | undefined, character: string): MachineMove | undefined {
  if (whiteSpace.test(character)) return { mode: 'after' };
  if (character === ',') {
    if (open === undefined) return undefined;
    return { mode: open === '{' ? 'member' : 'value' };
  }
  const closes = (open === '{' && character === '}') || (open === '[' && character === ']');
  return closes ? { mode: 'after', close: true } : undefined;
}

function readLiteral(rest: string, character: string): MachineMove | undefined {
  if (!rest.startsWith(character)) return undefined;
  return { mode: rest.length === 1 ? 'after' : `literal ${rest.slice(1)}` };
}

/** @param kind `key ` for the name of a member, else empty */
function readString(kind: string, mode: string, character: string): MachineMove | undefined {
  const hexDigitsLeft = Number(/^string hex (\d)$/.exec(mode)?.[1] ?? 0);
  if (hexDigitsLeft > 0) {
    if (!hexDigit.test(character)) return undefined;
    return { mode: kind + (hexDigitsLeft === 1 ? 'string' : `string hex ${hexDigitsLeft - 1}`) };
  }
  if (mode === 'string escape') {
    if (character === 'u') return { mode: `${kind}string hex 4` };
    return escaped.test(character) ? { mode: `${kind}string` } : undefined;
  }
  if (character === '"') return { mode: kind === '' ? 'after' : 'colon' };
  if (character === '\\') return { mode: `${kind}string escape` };
  return inString.test(character) ? { mode: `${kind}string` } : undefined;
}

function readNumber(mode: string, character: string): MachineMove | undefined {
  const isDigit = digit.test(character);
  const isExponent = character === 'e' || character === 'E';
  switch (mode) {
    case 'minus':
      if (character === '0') return { mode: 'zero' };
      return isDigit ? { mode: 'integer' } : undefined;
    case 'zero':
    case 'integer':
      if (character === '.') return { mode: 'point' };
      if (isExponent) return { mode: 'e' };
      return isDigit && mode === 'integer' ? { mode } : undefined;
    case 'point':
      return isDigit ? { mode: 'fraction' } : undefined;
    case 'fraction':
      if (isExponent) return { mode: 'e' };
      return isDigit ? { mode } : undefined;
    case 'e':
      if (character === '+' || character === '-') return { mode: 'sign' };
      return isDigit ? { mode: 'exponent' } : undefined;
    case 'sign':
    case 'exponent':
      return isDigit ? { mode: 'exponent' } : undefined;
    default:
      return undefined;
  }
}
