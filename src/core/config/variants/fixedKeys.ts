import { say, type Message } from '../message';

/** Keys that a sweep can't vary, and why: they are not the model's or its training's, or trials are compared by them. */
const fixedKeys: Readonly<Record<string, Message>> = {
  $schema: say`it is for the editor alone`,
  name: say`it only names the runs`,
  sweep: say`a sweep can’t vary itself`,
  expect: say`training takes no notice of it`,
  testing: say`validations decode greedily whatever it says, so that all trials would be the same`,
  task: say`models of different tasks have nothing in common to be compared by`,
  'training.best_metric': say`trials are ranked by it`,
  'training.early_stopping.metric': say`trials are ranked by it`,
};

/** Why a sweep can't vary the key at a dotted path; undefined: it can. */
export function whyFixed(path: string): Message | undefined {
  return Object.entries(fixedKeys).find(([key]) => path === key || path.startsWith(`${key}.`))?.[1];
}

export const isFixedPath = (path: string): boolean => whyFixed(path) !== undefined;
