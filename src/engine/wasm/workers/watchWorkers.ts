import type { WatcherStart } from './messages';
import { RunControl } from './runControl';

/**
 * Stops all waiting as soon as a worker has ended, even if it could not say so: when its memory ran out, it was terminated or
 * crashed. The starting thread can't hear of that while it waits itself, nor can the other workers; so a thread of its own,
 * which sleeps otherwise.
 */
export function watchWorkers({ control, participants, lifelines }: WatcherStart): void {
  const runControl = new RunControl(control, participants);
  for (const lifeline of lifelines) {
    lifeline.once('close', () => {
      runControl.stop();
    });
    lifeline.start();
    // They keep this thread alive.
    lifeline.ref();
  }
}
