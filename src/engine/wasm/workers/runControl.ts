/** Where the numbers are. */
const arrivals = 0;
const stopped = 1;
const header = 2;

/** All participants have given up: the engine is of no use any more. */
export class RunStopped extends Error {}

/**
 * How the threads of an engine wait for each other: a few numbers in shared memory. Runs are counted from 1; in each, every
 * participant arrives once, whether it has succeeded or failed.
 */
export class RunControl {
  private readonly numbers: Int32Array;

  constructor(
    readonly memory: SharedArrayBuffer,
    private readonly participants: number,
  ) {
    this.numbers = new Int32Array(memory);
  }

  static create(participants: number): RunControl {
    const bytes = Int32Array.BYTES_PER_ELEMENT * (header + participants);
    return new RunControl(new SharedArrayBuffer(bytes), participants);
  }

  /** Says that a participant can't give its part of this run; to be called before it arrives. */
  fail(participant: number, run: number): void {
    Atomics.store(this.numbers, header + participant, run);
  }

  /** The participants that failed in this run, once all have arrived. */
  failed(run: number): number[] {
    return Array.from({ length: this.participants }, (_, participant) => participant).filter(
      (participant) => Atomics.load(this.numbers, header + participant) === run,
    );
  }

  /**
   * Arrives, and sleeps until all have.
   * @param patienceSeconds of sleep, in which time on a suspended machine does not count
   * @throws RunStopped when somebody stops the run, or the patience is at its end
   */
  arriveAndWait(run: number, patienceSeconds = Infinity): void {
    Atomics.add(this.numbers, arrivals, 1);
    Atomics.notify(this.numbers, arrivals);
    const expected = run * this.participants;
    let sleptSeconds = 0;
    for (;;) {
      const arrived = Atomics.load(this.numbers, arrivals);
      if (arrived >= expected) return;
      if (Atomics.load(this.numbers, stopped) !== 0) throw new RunStopped('it has stopped');
      if (sleptSeconds > patienceSeconds)
        throw new RunStopped(`it has not answered for ${patienceSeconds} seconds`);
      if (Atomics.wait(this.numbers, arrivals, arrived, 1000) === 'timed-out') sleptSeconds++;
    }
  }

  /** Ends all waiting, now and later. */
  stop(): void {
    Atomics.store(this.numbers, stopped, 1);
    Atomics.notify(this.numbers, arrivals);
  }
}
