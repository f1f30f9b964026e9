import { z } from 'zod';

export const positiveInt = z.int().min(1);
export const fraction = z.number().min(0).max(0.95);

/** A closed choice; the editor shows each value's explanation beside it. */
export function choice<const Choices extends Readonly<Record<string, string>>>(choices: Choices) {
  const values = Object.keys(choices) as (keyof Choices & string)[];
  return z.enum(values).meta({ enumDescriptions: Object.values(choices) });
}
