/** Grammars with a name, and what each allows. */
export const grammarDescriptions = {
  json: 'JSON texts (RFC 8259)',
  iso_date: 'Days of the calendar, such as 2024-02-29',
  balanced_brackets: 'Texts whose brackets ()[]{} are closed in the right order',
} as const;

export type GrammarName = keyof typeof grammarDescriptions;
