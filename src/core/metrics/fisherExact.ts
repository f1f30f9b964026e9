/** How many of how many trials succeeded. */
export interface Successes {
  readonly successes: number;
  readonly trials: number;
}

/** Tables as improbable as the one seen, up to rounding, count as such. */
const tolerance = 1 + 1e-7;

/**
 * Fisher's exact test (1922), two-sided: the probability, given the sums of rows and columns, of a table that is no more
 * probable than the one seen, if both proportions are the same. As R's `fisher.test` and `scipy.stats.fisher_exact`.
 * @throws RangeError for counts that can't be
 */
export function fisherExact(one: Successes, other: Successes): number {
  for (const { successes, trials } of [one, other])
    if (!Number.isInteger(successes) || !Number.isInteger(trials) || successes < 0 || successes > trials)
      throw new RangeError(`${successes} of ${trials} is no count of successes.`);
  const successes = one.successes + other.successes;
  const least = Math.max(0, successes - other.trials);
  const most = Math.min(successes, one.trials);
  const logFactorials = logFactorialsTo(one.trials + other.trials);
  const logChoices = (from: number, chosen: number): number =>
    logFactorials[from]! - logFactorials[chosen]! - logFactorials[from - chosen]!;
  const all = logChoices(one.trials + other.trials, successes);
  const probability = (ofOne: number): number =>
    Math.exp(logChoices(one.trials, ofOne) + logChoices(other.trials, successes - ofOne) - all);
  const seen = probability(one.successes) * tolerance;
  let sum = 0;
  for (let ofOne = least; ofOne <= most; ofOne++) {
    const each = probability(ofOne);
    if (each <= seen) sum += each;
  }
  return Math.min(1, sum);
}

function logFactorialsTo(largest: number): Float64Array {
  const logs = new Float64Array(largest + 1);
  for (let number = 2; number <= largest; number++) logs[number] = logs[number - 1]! + Math.log(number);
  return logs;
}
