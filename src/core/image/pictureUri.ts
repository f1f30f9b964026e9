/** A picture as text: a `data:` URI (RFC 2397) of a PNG file, which may say the name of the file that it was. */
export interface PictureText {
  readonly bytes: Uint8Array;
  readonly name: string | undefined;
}

const form = /^data:image\/png(?:;name=([^;,]*))?;base64,([A-Za-z0-9+/]*={0,2})$/i;
/** Characters a call of `String.fromCharCode` takes at once. */
const slice = 0x2000;
const shownCharacters = 30;

/** Whether a text wants to be a `data:` URI rather than a path. */
export function isDataUri(text: string): boolean {
  return /^data:/i.test(text);
}

/** A source as messages show it: a picture by its name. */
export function nameOfSource(source: string): string {
  if (!isDataUri(source)) return source;
  return parsePictureUri(source)?.name ?? `${source.slice(0, shownCharacters)}…`;
}

export function pictureUri(png: Uint8Array, name?: string): string {
  let binary = '';
  for (let start = 0; start < png.length; start += slice)
    binary += String.fromCharCode(...png.subarray(start, start + slice));
  const parameter = name === undefined ? '' : `;name=${encodeURIComponent(name)}`;
  return `data:image/png${parameter};base64,${btoa(binary)}`;
}

/** The picture that a `data:` URI holds; undefined when it is none of a PNG file in base64. */
export function parsePictureUri(text: string): PictureText | undefined {
  const found = form.exec(text.trim());
  if (found === null) return undefined;
  const [, name, base64 = ''] = found;
  try {
    const binary = atob(base64);
    return {
      bytes: Uint8Array.from(binary, (character) => character.charCodeAt(0)),
      name: name === undefined ? undefined : decodeURIComponent(name),
    };
  } catch {
    return undefined;
  }
}
