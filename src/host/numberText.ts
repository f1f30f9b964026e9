const formats = new Map<string, Intl.NumberFormat>();

/** A number for people, in a language such as VS Code's. `Intl` formatters are slow to make, so they are kept. */
export function numberText(
  value: number,
  language: string,
  options: Intl.NumberFormatOptions = { maximumFractionDigits: 0 },
): string {
  const key = JSON.stringify([language, options]);
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(language, options);
    formats.set(key, format);
  }
  return format.format(value);
}

/** A number with exactly so many digits behind the decimal point (or comma). */
export function fixedText(value: number, digits: number, language: string): string {
  return numberText(value, language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A number with exactly so many digits that mean something; in scientific notation where zeros would hide them. */
export function significantText(value: number, digits: number, language: string): string {
  const isTiny = value !== 0 && Math.abs(value) < 1e-6;
  return numberText(value, language, {
    minimumSignificantDigits: digits,
    maximumSignificantDigits: digits,
    ...(isTiny ? { notation: 'scientific' } : {}),
  });
}

/** A moment given in ISO 8601, in the user's time zone. */
export function momentText(
  iso: string,
  language: string,
  style: Intl.DateTimeFormatOptions['dateStyle'],
): string {
  return new Date(iso).toLocaleString(language, { dateStyle: style, timeStyle: style });
}
