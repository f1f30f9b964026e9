import { createElement, setText } from './dom';

/** Between two announcements: time to listen to one. */
const intervalMs = 10_000;

/** What screen readers are told while something goes on by itself: the newest, and not more often than can be listened to. */
export class LiveRegion {
  readonly element = createElement('p', {
    class: 'visually-hidden',
    attributes: { 'aria-live': 'polite' },
  });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting: (() => string) | undefined;

  /** @param words asked for when it is their turn */
  say(words: () => string): void {
    this.#waiting = words;
    if (this.#timer === undefined) this.#tell();
  }

  #tell(): void {
    this.#timer = undefined;
    if (this.#waiting === undefined) return;
    setText(this.element, this.#waiting());
    this.#waiting = undefined;
    this.#timer = setTimeout(() => this.#tell(), intervalMs);
  }
}
