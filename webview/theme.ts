import { schemeTableau10 } from 'd3-scale-chromatic';
import { blend, contrastRatio, parseColor, toCss, type Rgba } from './colors';

export type ThemeKind = 'dark' | 'light' | 'high-contrast' | 'high-contrast-light';

/** Colours and fonts of the current theme, resolved: a canvas does not understand `var(--…)`. */
export interface Theme {
  readonly kind: ThemeKind;
  readonly background: string;
  readonly foreground: string;
  readonly muted: string;
  readonly gridLine: string;
  readonly axisLine: string;
  readonly tooltipBackground: string;
  readonly tooltipForeground: string;
  readonly tooltipBorder: string;
  readonly focus: string;
  readonly train: string;
  readonly trainRaw: string;
  readonly dev: string;
  readonly devSequences: string;
  readonly devBleu: string;
  readonly devChrf: string;
  readonly best: string;
  /** Colours of runs that are compared. */
  readonly series: readonly string[];
  readonly fontFamily: string;
  readonly fontSizePx: number;
  readonly tokenFontFamily: string;
}

/** Lines and marks need 3:1 against what is behind them (WCAG 2.2, 1.4.11). */
const graphicContrast = 3;

export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const variable = (name: string): string => style.getPropertyValue(`--vscode-${name}`).trim();
  const kind = themeKind();
  const dark = kind === 'dark' || kind === 'high-contrast';
  const background =
    parseColor(variable('editor-background')) ?? (dark ? [31, 31, 31, 1] : [255, 255, 255, 1]);
  const foreground = parseColor(variable('foreground')) ?? (dark ? [204, 204, 204, 1] : [59, 59, 59, 1]);
  const color = (name: string, fallback: Rgba): Rgba => parseColor(variable(name)) ?? fallback;
  // Some themes give a see-through orange: it would be too faint for a line.
  const mark = (name: string, fallback: Rgba): Rgba =>
    withContrast(opaque(color(name, fallback)), background, foreground);
  const train = mark('charts-blue', [55, 148, 255, 1]);
  const isHighContrast = kind.startsWith('high-contrast');
  const faint = (amount: number): Rgba => [foreground[0], foreground[1], foreground[2], amount];
  return {
    kind,
    background: toCss(background),
    foreground: toCss(foreground),
    muted: toCss(color('descriptionForeground', foreground)),
    gridLine: toCss(faint(isHighContrast ? 0.3 : 0.1)),
    axisLine: toCss(faint(isHighContrast ? 1 : 0.3)),
    tooltipBackground: toCss(blend(color('editorHoverWidget-background', background), background)),
    tooltipForeground: toCss(color('editorHoverWidget-foreground', foreground)),
    tooltipBorder: toCss(color('editorHoverWidget-border', faint(0.3))),
    focus: toCss(color('focusBorder', train)),
    train: toCss(train),
    trainRaw: toCss([train[0], train[1], train[2], isHighContrast ? 0.55 : 0.4]),
    dev: toCss(mark('charts-orange', [209, 134, 22, 1])),
    devSequences: toCss(mark('charts-purple', [177, 128, 215, 1])),
    devBleu: toCss(mark('charts-red', [244, 135, 113, 1])),
    devChrf: toCss(mark('charts-yellow', [204, 167, 0, 1])),
    best: toCss(mark('charts-green', [137, 209, 133, 1])),
    series: schemeTableau10.map((hex) =>
      toCss(withContrast(parseColor(hex) ?? foreground, background, foreground)),
    ),
    fontFamily: variable('font-family') || 'sans-serif',
    fontSizePx: Number.parseFloat(variable('font-size')) || 13,
    tokenFontFamily: variable('editor-font-family') || 'monospace',
  };
}

/** Calls the listener, at most once a frame, after VS Code has changed theme or fonts. */
export function onThemeChange(listener: () => void): void {
  let scheduled = false;
  const observer = new MutationObserver(() => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      listener();
    });
  });
  observer.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
  // The variables themselves are set on the root element.
  observer.observe(document.documentElement, { attributeFilter: ['style', 'class'] });
}

function themeKind(): ThemeKind {
  const { classList } = document.body;
  if (classList.contains('vscode-high-contrast-light')) return 'high-contrast-light';
  if (classList.contains('vscode-high-contrast')) return 'high-contrast';
  return classList.contains('vscode-light') ? 'light' : 'dark';
}

function opaque([red, green, blue]: Rgba): Rgba {
  return [red, green, blue, 1];
}

/** Moves a colour towards the foreground until it can be seen on the background. */
function withContrast(color: Rgba, background: Rgba, foreground: Rgba): Rgba {
  for (let share = 0; share <= 1; share += 0.1) {
    const mixed = blend([foreground[0], foreground[1], foreground[2], share], color);
    if (contrastRatio(mixed, background) >= graphicContrast) return mixed;
  }
  return foreground;
}
