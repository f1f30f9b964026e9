import type { PanelStrings } from '../src/protocol/panel';
import { panelStrings, type StringKey } from '../src/protocol/panelStrings';

/** Looks texts up: the host's translation, else the English default. */
export class Texts {
  readonly #translations: PanelStrings;

  constructor(translations: PanelStrings = {}) {
    this.#translations = translations;
  }

  /** The text of a key, with `{0}`, `{1}` … replaced by the values. */
  get(key: StringKey, ...values: readonly (string | number)[]): string {
    const template = this.#translations[key] ?? panelStrings[key];
    return template.replace(/\{(\d+)\}/g, (placeholder, number: string) =>
      String(values[Number(number)] ?? placeholder),
    );
  }

  /** The text of a key made at run time, such as `phase.` + the phase; the fallback when there is none. */
  find(key: string, fallback: string): string {
    return isStringKey(key) ? this.get(key) : fallback;
  }
}

function isStringKey(key: string): key is StringKey {
  return Object.hasOwn(panelStrings, key);
}
