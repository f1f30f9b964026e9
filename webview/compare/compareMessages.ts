import type { FromCompare } from '../../src/protocol/compare';
import type { VsCodeApi } from '../messages';

/** The only place that builds messages of this page to the host: one method per message. */
export class CompareMessages {
  #wanted = '';

  constructor(private readonly api: VsCodeApi) {}

  /** Asks for a snapshot. */
  ready(): void {
    this.#wanted = '';
    this.#send({ type: 'ready' });
  }

  /** Says whose curves are shown, if that is new. */
  want(keys: readonly string[]): void {
    const wanted = keys.join('\n');
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#send({ type: 'want', keys: [...keys] });
  }

  star(key: string, star: boolean): void {
    this.#send({ type: 'star', key, star });
  }

  note(key: string, note: string): void {
    this.#send({ type: 'note', key, note });
  }

  openDashboard(key: string): void {
    this.#send({ type: 'open-dashboard', key });
  }

  openConfig(key: string): void {
    this.#send({ type: 'open-config', key });
  }

  stopGroup(group: string): void {
    this.#send({ type: 'stop-group', group });
  }

  newExperiment(): void {
    this.#send({ type: 'new-experiment' });
  }

  exportCsv(text: string): void {
    this.#send({ type: 'export-csv', text });
  }

  copy(text: string): void {
    this.#send({ type: 'copy', text });
  }

  /** An error of this page that nobody handled. */
  failed(message: string): void {
    this.#send({ type: 'failed', message });
  }

  #send(message: FromCompare): void {
    this.api.postMessage(message);
  }
}
