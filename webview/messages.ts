import type { FromPanel } from '../src/protocol/panel';

/** What VS Code gives a webview's page. */
export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** The only place that builds messages to the host: one method per message. */
export class Messages {
  readonly #api: VsCodeApi;

  constructor(api: VsCodeApi) {
    this.#api = api;
  }

  /** Asks for a snapshot. */
  ready(): void {
    this.#send({ type: 'ready' });
  }

  stop(): void {
    this.#send({ type: 'stop' });
  }

  resume(): void {
    this.#send({ type: 'resume' });
  }

  pause(): void {
    this.#send({ type: 'pause' });
  }

  setLearningRate(): void {
    this.#send({ type: 'set-learning-rate' });
  }

  reproduce(): void {
    this.#send({ type: 'reproduce' });
  }

  openConfig(): void {
    this.#send({ type: 'open-config' });
  }

  revealFolder(): void {
    this.#send({ type: 'reveal-folder' });
  }

  requestAttention(step: number, index: number): void {
    this.#send({ type: 'attention-request', step, index });
  }

  requestSamples(step: number): void {
    this.#send({ type: 'samples-request', step });
  }

  requestHistory(index: number): void {
    this.#send({ type: 'sample-history-request', index });
  }

  paintedFirstPoint(): void {
    this.#send({ type: 'painted-first-point', sinceLoadMs: performance.now() });
  }

  /** An error of this page that nobody handled. */
  failed(message: string): void {
    this.#send({ type: 'failed', message });
  }

  #send(message: FromPanel): void {
    this.#api.postMessage(message);
  }
}
