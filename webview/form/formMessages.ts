import type { FormChange, FormPath, FromForm } from '../../src/protocol/form';
import type { VsCodeApi } from '../messages';

/** The only place that builds messages of the form to the host. Counts the edits. */
export class FormMessages {
  readonly #api: VsCodeApi;
  #edits = 0;

  constructor(api: VsCodeApi) {
    this.#api = api;
  }

  /** The number of the last edit. */
  get edits(): number {
    return this.#edits;
  }

  ready(): void {
    this.#send({ type: 'ready' });
  }

  set(path: FormPath, value: FormValue): void {
    this.#edit({ kind: 'set', path: [...path], value });
  }

  reset(path: FormPath): void {
    this.#edit({ kind: 'reset', path: [...path] });
  }

  choose(path: FormPath, variant: number): void {
    this.#edit({ kind: 'choose', path: [...path], variant });
  }

  add(path: FormPath): void {
    this.#edit({ kind: 'add', path: [...path] });
  }

  swap(path: FormPath, first: number, second: number): void {
    this.#edit({ kind: 'swap', path: [...path], first, second });
  }

  browse(path: FormPath): void {
    this.#send({ type: 'browse', path: [...path] });
  }

  openLine(line: number): void {
    this.#send({ type: 'open-text', line });
  }

  /** An error of this page that nobody handled. */
  failed(message: string): void {
    this.#send({ type: 'failed', message });
  }

  #edit(change: FormChange): void {
    this.#edits += 1;
    this.#send({ type: 'edit', id: this.#edits, change });
  }

  #send(message: FromForm): void {
    this.#api.postMessage(message);
  }
}

/** What a control can set a key to. */
export type FormValue = string | number | boolean | FormValue[];
