/**
 * Makes elements. Texts become text nodes and attributes are set by name, so nothing that comes from a run is ever read
 * as HTML, and no inline style attribute arises (the content security policy would block it).
 */
export interface ElementOptions {
  readonly class?: string;
  readonly text?: string;
  /** Attributes by name; `undefined` leaves one out. */
  readonly attributes?: Readonly<Record<string, string | number | undefined>>;
}

export function createElement<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options: ElementOptions = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (options.class !== undefined) element.className = options.class;
  if (options.text !== undefined) element.textContent = options.text;
  for (const [name, value] of Object.entries(options.attributes ?? {}))
    if (value !== undefined) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** Changes a text only when it differs: an untouched node costs no layout and is not announced again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

let lastId = 0;

/** An id that no other element of this page has. */
export function uniqueId(prefix: string): string {
  lastId += 1;
  return `${prefix}-${lastId}`;
}
