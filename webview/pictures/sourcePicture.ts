import { createElement } from '../dom';
import type { Texts } from '../texts';

const form = /^data:image\/png(?:;name=([^;,]*))?;base64,/i;

/** Whether a source is a picture, and not text. */
export function isPicture(source: string): boolean {
  return form.test(source);
}

/** The name of the file that a picture was, if it was one. */
export function pictureName(source: string): string | undefined {
  const name = form.exec(source)?.[1];
  try {
    return name === undefined ? undefined : decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** A picture in the size of its pixels' grid, enlarged by style. @param number of the sample, from 1, for its description */
export function createPicture(source: string, number: number, texts: Texts): HTMLImageElement {
  const name = pictureName(source);
  const alt =
    name === undefined ? texts.get('picture.unnamed', number) : texts.get('picture.named', number, name);
  return createElement('img', { class: 'source-picture', attributes: { src: source, alt } });
}
