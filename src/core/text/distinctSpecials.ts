/** How the special symbols are spelt. */
export interface SpecialTokens {
  readonly unkToken: string;
  readonly padToken: string;
  readonly bosToken: string;
  readonly eosToken: string;
}

/** What a vocabulary begins with: padding, unknown, begin and end, each spelling once. */
export function distinctSpecials({ padToken, unkToken, bosToken, eosToken }: SpecialTokens): string[] {
  return [...new Set([padToken, unkToken, bosToken, eosToken])];
}
