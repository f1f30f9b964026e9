/** Grammars of texts, and what each allows. */
export const grammarDescriptions = {
  json: 'JSON texts (RFC 8259)',
  iso_date: 'Days of the calendar, such as 2024-02-29',
  balanced_brackets: 'Texts whose brackets ()[]{} are closed in the right order',
} as const;

export type GrammarName = keyof typeof grammarDescriptions;

/** What sequences of source positions may be. */
export const pointerShapeDescriptions = {
  tour: 'Pointer networks: every position of the source once',
  polygon: 'Pointer networks: different positions, and the first again at the end',
} as const;

export type PointerShape = keyof typeof pointerShapeDescriptions;

export function isPointerShape(allowed: string): allowed is PointerShape {
  return Object.keys(pointerShapeDescriptions).includes(allowed);
}
