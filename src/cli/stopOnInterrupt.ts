export interface InterruptActions {
  /** Asks for a checkpoint and the end. */
  readonly stop: () => void;
  readonly exitAtOnce: () => void;
  readonly say: (text: string) => void;
}

/**
 * Ctrl+C stops a training in order, a second one at once; a request to end or a closed terminal stops it in order.
 * @param signals where signals arrive: the process
 * @returns what ends this
 */
export function stopOnInterrupt(
  { stop, exitAtOnce, say }: InterruptActions,
  signals: Pick<NodeJS.EventEmitter, 'on' | 'off'> = process,
): () => void {
  let interrupts = 0;
  const interrupt = (): void => {
    interrupts += 1;
    if (interrupts === 1) {
      say('Stopping after a checkpoint; press Ctrl+C again to stop at once.');
      stop();
    } else {
      say('Stopped at once. Resume goes on from the last checkpoint.');
      exitAtOnce();
    }
  };
  // SIGHUP: whoever means to go on without a terminal uses setsid; Node undoes what nohup does.
  const handlers = { SIGINT: interrupt, SIGTERM: stop, SIGHUP: stop };
  for (const [signal, handler] of Object.entries(handlers)) signals.on(signal, handler);
  return () => {
    for (const [signal, handler] of Object.entries(handlers)) signals.off(signal, handler);
  };
}
