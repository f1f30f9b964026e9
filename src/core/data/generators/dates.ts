import type { PairLanguage } from './pairLanguage';

/**
 * Dates in 20 written formats → ISO 8601, every day from 1950 to 2049 (after the date-conversion example of
 * TensorFlow.js). No two formats ever write the same text, so every source has one right target: with slashes the month
 * comes first unless the year does, with dots and dashes the day does; two-digit years from 50 are of the 20th century.
 */

interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const firstYear = 1950;
const lastYear = 2049;
const millisecondsPerDay = 86_400_000;
const firstDayMs = Date.UTC(firstYear, 0, 1);
/** 36,525 days. */
const dayCount = (Date.UTC(lastYear + 1, 0, 1) - firstDayMs) / millisecondsPerDay;

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The formats as patterns: `Y` year in four digits, `y` in two, `M` month and `D` day in two digits, `m` and `d`
 * without leading zero, `B` month name, `U` in capitals. Other characters stand for themselves.
 */
export const dateFormats: readonly string[] = [
  'Y-M-D',
  'YMD',
  'Y/M/D',
  'Y.M.D',
  'M/D/Y',
  'm/d/y',
  'D.M.Y',
  'd.m.y',
  'D-M-Y',
  'D M Y',
  'DUY',
  'D-B-Y',
  'd B Y',
  'B d, Y',
  "B d 'y",
  'Y B d',
  'd-B-y',
  'U-D-Y',
  'Y-B-D',
  'y-M-D',
];

type Field = 'year' | 'month' | 'day';

interface FormatPart {
  readonly field: Field;
  /** A regular expression without groups. */
  readonly pattern: string;
  write(date: CalendarDate): string;
  read(text: string): number;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');
const monthName = (month: number): string => monthNames[month - 1] ?? '';
const monthNumber = (name: string): number =>
  monthNames.findIndex((known) => known.toLowerCase() === name.toLowerCase()) + 1;

const parts: Readonly<Record<string, FormatPart>> = {
  Y: { field: 'year', pattern: '\\d{4}', write: ({ year }) => String(year), read: Number },
  y: {
    field: 'year',
    pattern: '\\d{2}',
    write: ({ year }) => twoDigits(year % 100),
    read: (text) => Number(text) + (Number(text) < firstYear % 100 ? 2000 : 1900),
  },
  M: { field: 'month', pattern: '\\d{2}', write: ({ month }) => twoDigits(month), read: Number },
  m: { field: 'month', pattern: '[1-9]\\d?', write: ({ month }) => String(month), read: Number },
  D: { field: 'day', pattern: '\\d{2}', write: ({ day }) => twoDigits(day), read: Number },
  d: { field: 'day', pattern: '[1-9]\\d?', write: ({ day }) => String(day), read: Number },
  B: { field: 'month', pattern: '[A-Z][a-z]{2}', write: ({ month }) => monthName(month), read: monthNumber },
  U: {
    field: 'month',
    pattern: '[A-Z]{3}',
    write: ({ month }) => monthName(month).toUpperCase(),
    read: monthNumber,
  },
};

function writeDate(format: string, date: CalendarDate): string {
  return Array.from(format, (letter) => parts[letter]?.write(date) ?? letter).join('');
}

interface FormatReader {
  readonly expression: RegExp;
  readonly parts: readonly FormatPart[];
}

const readers: readonly FormatReader[] = dateFormats.map((format) => {
  const letters = Array.from(format);
  const pattern = letters.map((letter) => {
    const part = parts[letter];
    return part === undefined ? letter.replace('.', '\\.') : `(${part.pattern})`;
  });
  return {
    expression: new RegExp(`^${pattern.join('')}$`),
    parts: letters.flatMap((letter) => parts[letter] ?? []),
  };
});

function readDate({ expression, parts: fields }: FormatReader, text: string): CalendarDate | undefined {
  const match = expression.exec(text);
  if (match === null) return undefined;
  const date = { year: 0, month: 0, day: 0 };
  fields.forEach((part, index) => (date[part.field] = part.read(match[index + 1] ?? '')));
  return isRealDate(date) ? date : undefined;
}

function isRealDate({ year, month, day }: CalendarDate): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists && year >= firstYear && year <= lastYear;
}

function dateOfDay(dayIndex: number): CalendarDate {
  const date = new Date(firstDayMs + dayIndex * millisecondsPerDay);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function isoDate(source: string): string | undefined {
  for (const reader of readers) {
    const date = readDate(reader, source);
    if (date !== undefined) return `${date.year}-${twoDigits(date.month)}-${twoDigits(date.day)}`;
  }
  return undefined;
}

/** The language of dates. A day of the test or dev split is held out in every format. */
export const dates: PairLanguage = {
  strata: dateFormats.map((format) => ({
    radices: [dayCount],
    spell: ([day = 0]) => writeDate(format, dateOfDay(day)),
  })),
  longestSource: 12,
  longestTarget: 10,
  oracle: isoDate,
  heldOutKey: ({ target }) => target,
};
