import type { SourceTextConfig, TargetTextConfig } from '../config/schema';
import { wordsOf } from './wordsOf';
import { splitSmiles } from './smilesTokens';

/** What of a side's config decides how its text is split. */
export type TokenizerConfig = Pick<SourceTextConfig | TargetTextConfig, 'level' | 'lowercase'>;

/**
 * Text → tokens. Text is first brought to Unicode's composed form (NFC), so that é is one character however it was
 * typed, then lower-cased if asked. Characters are code points, not grapheme clusters: an emoji with a skin tone is two.
 * Words are what stands between white space; molecules (SMILES) are split into atoms, bonds, rings and branches. With byte
 * pair encoding these are the words that its codec splits further.
 */
export function tokenize(text: string, { level, lowercase }: TokenizerConfig): string[] {
  const composed = text.normalize('NFC');
  const normal = lowercase ? composed.toLowerCase().normalize('NFC') : composed;
  switch (level) {
    case 'char':
      return Array.from(normal);
    case 'smiles':
      return splitSmiles(normal);
    default:
      return wordsOf(normal);
  }
}

/** Tokens → text: the inverse of {@link tokenize} up to its normalisation. */
export function detokenize(tokens: readonly string[], { level }: Pick<TokenizerConfig, 'level'>): string {
  return tokens.join(level === 'char' || level === 'smiles' ? '' : ' ');
}
