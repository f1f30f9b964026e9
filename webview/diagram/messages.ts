import type { FromDiagram } from '../../src/protocol/diagram';
import type { VsCodeApi } from '../messages';

/** The only place that builds this page's messages to the host. */
export class DiagramMessages {
  readonly #api: VsCodeApi;

  constructor(api: VsCodeApi) {
    this.#api = api;
  }

  ready(): void {
    this.#send({ type: 'ready' });
  }

  reveal(id: string): void {
    this.#send({ type: 'reveal', id });
  }

  pin(isPinned: boolean): void {
    this.#send({ type: 'pin', isPinned });
  }

  showProblems(): void {
    this.#send({ type: 'show-problems' });
  }

  saveSvg(svg: string): void {
    this.#send({ type: 'save-svg', svg });
  }

  copySvg(svg: string): void {
    this.#send({ type: 'copy-svg', svg });
  }

  /** An error of this page that nobody handled. */
  failed(message: string): void {
    this.#send({ type: 'failed', message });
  }

  #send(message: FromDiagram): void {
    this.#api.postMessage(message);
  }
}
