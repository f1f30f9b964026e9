/** Keys that a sweep can't vary, and why: they are not the model's or its training's, or trials are compared by them. */
const fixedKeys: Readonly<Record<string, string>> = {
  $schema: 'it is for the editor alone',
  name: 'it only names the runs',
  sweep: 'a sweep can’t vary itself',
  expect: 'training takes no notice of it',
  testing: 'validations decode greedily whatever it says, so that all trials would be the same',
  task: 'models of different tasks have nothing in common to be compared by',
  'training.best_metric': 'trials are ranked by it',
  'training.early_stopping.metric': 'trials are ranked by it',
};

/** Why a sweep can't vary the key at a dotted path; undefined: it can. */
export function whyFixed(path: string): string | undefined {
  return Object.entries(fixedKeys).find(([key]) => path === key || path.startsWith(`${key}.`))?.[1];
}

export const isFixedPath = (path: string): boolean => whyFixed(path) !== undefined;
