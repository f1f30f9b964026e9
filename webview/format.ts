/** The page's language; English where it is not a language tag. */
function language(): string {
  try {
    return Intl.getCanonicalLocales(document.documentElement.lang)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

/** Formats numbers for the page's language; made once, since `Intl` formatters are slow to make. */
export class NumberFormats {
  readonly #whole = new Intl.NumberFormat(language(), { maximumFractionDigits: 0 });
  readonly #hundredths = new Intl.NumberFormat(language(), {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  readonly #percent = new Intl.NumberFormat(language(), {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  readonly #wholePercent = new Intl.NumberFormat(language(), {
    style: 'percent',
    maximumFractionDigits: 0,
  });
  readonly #significant = new Intl.NumberFormat(language(), {
    minimumSignificantDigits: 4,
    maximumSignificantDigits: 4,
  });
  readonly #tick = new Intl.NumberFormat(language(), { maximumSignificantDigits: 3 });
  readonly #tiny = new Intl.NumberFormat(language(), {
    notation: 'scientific',
    maximumSignificantDigits: 3,
  });
  readonly #dateTime = new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'medium' });
  readonly #units = new Map<string, Intl.NumberFormat>();

  whole(value: number): string {
    return this.#whole.format(value);
  }

  epoch(value: number): string {
    return this.#hundredths.format(value);
  }

  /** A share between 0 and 1 as a percentage. */
  percent(share: number): string {
    return this.#percent.format(share);
  }

  /** A share as a percentage for an axis. */
  wholePercent(share: number): string {
    return this.#wholePercent.format(share);
  }

  /** A loss, a norm, a rate: four significant digits, scientific when very small. */
  measure(value: number): string {
    return value !== 0 && Math.abs(value) < 1e-4 ? this.#tiny.format(value) : this.#significant.format(value);
  }

  tick(value: number): string {
    return value !== 0 && Math.abs(value) < 1e-4 ? this.#tiny.format(value) : this.#tick.format(value);
  }

  /** A probability as a percentage, or in scientific notation where a percentage would read 0. */
  probability(value: number): string {
    return value > 0 && value < 0.0005 ? this.#tiny.format(value) : this.percent(value);
  }

  /** A number between 0 and 1, two digits: an attention weight, how much is smoothed. */
  fraction(value: number): string {
    return this.#hundredths.format(value);
  }

  /** A moment given in ISO 8601, in the user's time zone. */
  dateTime(iso: string): string {
    return this.#dateTime.format(new Date(iso));
  }

  /** The two largest units of a time span: `1h 2m`, `2m 5s`, `12s`. */
  duration(elapsedMs: number): string {
    const seconds = Math.max(0, Math.round(elapsedMs / 1000));
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor((seconds % 3600) / 60);
    if (hours > 0) return `${this.#unit(hours, 'hour')} ${this.#unit(minutes, 'minute')}`;
    if (minutes > 0) return `${this.#unit(minutes, 'minute')} ${this.#unit(seconds % 60, 'second')}`;
    return this.#unit(seconds, 'second');
  }

  #unit(value: number, unit: string): string {
    let format = this.#units.get(unit);
    if (format === undefined) {
      format = new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay: 'narrow' });
      this.#units.set(unit, format);
    }
    return format.format(value);
  }
}
