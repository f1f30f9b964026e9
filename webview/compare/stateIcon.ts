/** Icons of the states of runs, and of variants that wait to become one. */
const icons: Readonly<Record<string, string>> = {
  waiting: 'clock',
  preparing: 'loading',
  running: 'sync',
  paused: 'debug-pause',
  finished: 'pass',
  stopped: 'debug-stop',
  failed: 'error',
  crashed: 'bug',
  gone: 'trash',
};

export const stateIcon = (state: string): string => icons[state] ?? 'question';
