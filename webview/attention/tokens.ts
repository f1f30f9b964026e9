const visible: Readonly<Record<string, string>> = { ' ': '␣', '\t': '⇥', '\n': '↵', '\r': '␍', '': '∅' };

const graphemes = new Intl.Segmenter();

/** A token as it is drawn: white space gets a sign of its own. */
export function visibleToken(token: string): string {
  return visible[token] ?? token.replace(/[\t\n\r]/g, (sign) => visible[sign] ?? sign);
}

/**
 * The longest beginning of a text that fits a width, with an ellipsis when something is cut off.
 * @param measure width of a text in the unit of `width`
 */
export function fitText(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const signs = Array.from(graphemes.segment(text), ({ segment }) => segment);
  let [low, high] = [0, signs.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(`${signs.slice(0, middle).join('')}…`) <= width) low = middle;
    else high = middle - 1;
  }
  return `${signs.slice(0, low).join('')}…`;
}
