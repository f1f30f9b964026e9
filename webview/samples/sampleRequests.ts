import { mostMoments } from '../../src/protocol/sampleHistory';
import type { Messages } from '../messages';
import { selectedSample, selectedValidation, type PanelState } from '../state';

/** Asks the host for samples that did not come with the others, once each: those of the selected validation, the history of the selected sample. */
export class SampleRequests {
  readonly #steps = new Set<number>();
  readonly #indices = new Set<number>();

  constructor(private readonly messages: Messages) {}

  /** After a new snapshot questions may have been lost: they are asked again. */
  reset(): void {
    this.#steps.clear();
    this.#indices.clear();
  }

  render(state: PanelState): void {
    const validation = selectedValidation(state);
    if (validation?.samples === undefined) {
      if (validation !== undefined)
        askOnce(this.#steps, validation.step, (step) => this.messages.requestSamples(step));
      return;
    }
    const index = selectedSample(state)?.index;
    const isPartial = state.samples.slice(-mostMoments).some(({ samples }) => samples === undefined);
    if (index !== undefined && isPartial && !state.histories.has(index))
      askOnce(this.#indices, index, () => this.messages.requestHistory(index));
  }
}

function askOnce(asked: Set<number>, about: number, ask: (about: number) => void): void {
  if (asked.has(about)) return;
  asked.add(about);
  ask(about);
}
