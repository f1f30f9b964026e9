import type { Messages } from '../messages';
import { attentionKey, selectedSample, selectedValidation, type PanelState } from '../state';

/** Asks the host for the map of the selected sample whenever the page does not have it yet, once each. */
export class AttentionRequests {
  readonly #asked = new Set<string>();

  constructor(private readonly messages: Messages) {}

  /** After a new snapshot questions may have been lost: they are asked again. */
  reset(): void {
    this.#asked.clear();
  }

  render(state: PanelState): void {
    if (state.attentionMaps !== 'by-token') return;
    const step = selectedValidation(state)?.step;
    const index = selectedSample(state)?.index;
    if (step === undefined || index === undefined) return;
    const key = attentionKey(step, index);
    if (state.attention.has(key)) {
      // Answered; if the page forgets the map one day, it may ask again.
      this.#asked.delete(key);
      return;
    }
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    this.messages.requestAttention(step, index);
  }
}
