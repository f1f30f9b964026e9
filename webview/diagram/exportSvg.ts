import { createSvg } from './svg';

/** What a style sheet says here and a file must say by itself. */
const properties = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'opacity',
] as const;

/** A drawing as the text of an SVG file, as it looks in the theme of now. */
export function exportSvg(drawing: SVGSVGElement, title: string): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const shown = [...drawing.querySelectorAll('*')];
  [...copy.querySelectorAll('*')].forEach((element, index) => {
    const original = shown[index];
    if (original === undefined) return;
    const style = getComputedStyle(original);
    for (const property of properties) {
      const value = style.getPropertyValue(property);
      if (value !== '') element.setAttribute(property, value);
    }
    for (const name of ['class', 'role', 'tabindex', 'aria-hidden', 'aria-current', 'data-id', 'data-edge'])
      element.removeAttribute(name);
  });
  const { width, height } = drawing.viewBox.baseVal;
  const background = getComputedStyle(document.body).backgroundColor;
  copy.prepend(
    createSvg('title', {}, title),
    createSvg('rect', { x: 0, y: 0, width, height, fill: background }),
  );
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.removeAttribute('class');
  copy.removeAttribute('style');
  return `${new XMLSerializer().serializeToString(copy)}\n`;
}
