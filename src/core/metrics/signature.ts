/** The version of sacreBLEU whose numbers ours equal; the oracle tests compare with it. */
export const sacreBleuVersion = '2.6.0';

/** What of a setup both sacreBLEU metrics name. */
export interface CaseOption {
  /** Compare in lower case. */
  readonly lowercase: boolean;
}

/** sacreBLEU's signature (Post 2018): settings as `name:value`, joined by bars; one reference, its version last. */
export function sacreBleuSignature(
  { lowercase }: CaseOption,
  settings: Readonly<Record<string, string>>,
): string {
  const fields = { nrefs: '1', case: lowercase ? 'lc' : 'mixed', ...settings, version: sacreBleuVersion };
  return Object.entries(fields)
    .map(([name, value]) => `${name}:${value}`)
    .join('|');
}
