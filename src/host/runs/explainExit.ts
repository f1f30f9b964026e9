/** How a process ended, as its parent saw it. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export type CrashCause =
  /** The process asked for more memory than there was, and said so. */
  | 'out-of-memory'
  /** Ended from outside without a word: by somebody, or by the system when memory ran out. */
  | 'killed'
  /** A fault in native code. */
  | 'native-fault'
  /** Anything else. */
  | 'unknown';

export interface CrashExplanation {
  readonly cause: CrashCause;
  /** The line of the log that tells most; undefined when the log is empty. */
  readonly detail: string | undefined;
}

const memoryPatterns = [
  /JavaScript heap out of memory/,
  /Reached heap limit/,
  /Array buffer allocation failed/,
  /std::bad_alloc/,
  /OOM when allocating/,
  /WebAssembly\.Memory.*(grow|could not allocate)/i,
  /memory access out of bounds/,
  /Cannot enlarge memory/,
  /ENOMEM/,
];
const errorPattern = /^(\w*Error|Fatal|FATAL|terminate called)/;
const faultSignals: readonly (NodeJS.Signals | null)[] = ['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGABRT'];

/** Why a trainer ended without saying so in its run folder. `exit` is unknown for one that this window did not start. */
export function explainExit(exit: ProcessExit | undefined, logTail: string): CrashExplanation {
  const lines = logTail
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const memoryLine = lines.findLast((line) => memoryPatterns.some((pattern) => pattern.test(line)));
  if (memoryLine !== undefined) return { cause: 'out-of-memory', detail: memoryLine };
  const detail = lines.findLast((line) => errorPattern.test(line)) ?? lines.at(-1);
  if (exit?.signal === 'SIGKILL') return { cause: 'killed', detail };
  if (exit !== undefined && faultSignals.includes(exit.signal)) return { cause: 'native-fault', detail };
  return { cause: 'unknown', detail };
}
