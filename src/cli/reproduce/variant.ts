import type { ExpectedResult, Overrides } from '../../core/config/expectedResult';
import type { ConfigOverride } from '../configOverrides';

/** One of the models that an entry of the gallery compares. */
export interface Variant {
  /** Undefined: the entry has only its config as it is. */
  readonly name: string | undefined;
  readonly overrides: readonly ConfigOverride[];
}

/** The models of an entry; the first one is what claims without a variant are about. */
export function variantsOf({ variants }: Pick<ExpectedResult, 'variants'>): Variant[] {
  if (variants === undefined) return [{ name: undefined, overrides: [] }];
  return Object.entries(variants).map(([name, overrides]) => ({ name, overrides: toOverrides(overrides) }));
}

export function toOverrides(overrides: Overrides): ConfigOverride[] {
  return Object.entries(overrides).map(([path, value]) => ({
    path: path.split('.'),
    value: value ?? undefined,
  }));
}
