/** Longest line that a value is kept in. */
export const lineWidth = 110;

/** How a value is laid out: `indent` is that of the line it begins in, `column` where in it. */
export interface ValueLayout {
  readonly indent: string;
  readonly unit: string;
  readonly lineBreak: string;
  readonly column: number;
}

/** JSON as people write it: in one line where it fits, objects of objects with a line for each key. */
export function formatValue(value: unknown, layout: ValueLayout): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const line = inOneLine(value);
  if (!holdsObjects(value) && layout.column + line.length <= lineWidth) return line;
  const { indent, unit, lineBreak } = layout;
  const inner = indent + unit;
  const parts = Array.isArray(value)
    ? value.map((item: unknown) => formatValue(item, { ...layout, indent: inner, column: inner.length }))
    : Object.entries(value).map(([key, item]) => {
        const name = `${JSON.stringify(key)}: `;
        return name + formatValue(item, { ...layout, indent: inner, column: inner.length + name.length });
      });
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}${lineBreak}${parts.map((part) => inner + part).join(`,${lineBreak}`)}${lineBreak}${indent}${close}`;
}

function holdsObjects(value: object): boolean {
  if (Array.isArray(value)) return false;
  return Object.values(value).some(
    (child) => typeof child === 'object' && child !== null && !Array.isArray(child),
  );
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${inOneLine(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
