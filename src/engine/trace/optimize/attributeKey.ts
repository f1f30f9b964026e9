/**
 * A text that two attribute values share exactly when they are the same. JSON would not do: it writes Infinity and NaN as
 * null, and -0 as 0.
 */
export function attributeKey(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'string':
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map(attributeKey).join()}]`;
      return `{${Object.entries(value)
        .filter(([, element]) => element !== undefined)
        .map(([name, element]) => `${JSON.stringify(name)}:${attributeKey(element)}`)
        .sort()
        .join()}}`;
    default:
      return String(value);
  }
}
