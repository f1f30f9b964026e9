/** What a program is traced for: it decides which ops of our own are single calls, and which are composed. */
export interface TraceTarget {
  /** Of the tfjs backend that records: `trace-wasm`, `trace-tensorflow`. */
  readonly backendName: string;
  /** For messages. */
  readonly engineName: string;
  /** Whether the engine can execute calls of this kernel. Asked whenever a step is traced; a yes stays. */
  executes(kernel: string): boolean;
  /** Whether a scan of so many times is one call with a body, instead of as many bodies as times. Default: never. */
  recordsScan?(name: string, time: number): boolean;
}
