import type { Localizer } from './data/localizer';
import { fixedText } from './numberText';

/** A duration as people say it: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 05 min`. */
export function durationText(seconds: number, vscode: Localizer): string {
  if (seconds < 9.95)
    return vscode.l10n.t('{0} s', fixedText(seconds, seconds < 0.0995 ? 2 : 1, vscode.env.language));
  const whole = Math.round(seconds);
  if (whole < 60) return vscode.l10n.t('{0} s', whole);
  if (whole < 3600) return vscode.l10n.t('{0} min {1} s', Math.floor(whole / 60), pad(whole % 60));
  const minutes = Math.round(seconds / 60);
  return vscode.l10n.t('{0} h {1} min', Math.floor(minutes / 60), pad(minutes % 60));
}

const pad = (value: number): string => String(value).padStart(2, '0');
