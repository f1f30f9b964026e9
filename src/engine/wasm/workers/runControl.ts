/** Where the numbers are. */
const arrivals = 0;
const stopped = 1;
const commands = 2;
const header = 3;

/**
 * How long to look again and again before going to sleep. Waking up takes 0.05 ms, on a virtual machine much longer; between
 * two steps of a training run there is less than this.
 */
const spinMs = 0.5;

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
    const hasArrived = () => Atomics.load(this.numbers, arrivals) >= expected;
    let sleptSeconds = 0;
    while (!hasArrived()) {
      if (this.isStopped) throw new RunStopped('it has stopped');
      if (sleptSeconds > patienceSeconds)
        throw new RunStopped(`it has not answered for ${patienceSeconds} seconds`);
      const arrived = Atomics.load(this.numbers, arrivals);
      if (this.spin(hasArrived) || arrived >= expected) return;
      if (Atomics.wait(this.numbers, arrivals, arrived, 1000) === 'timed-out') sleptSeconds++;
    }
  }

  get isStopped(): boolean {
    return Atomics.load(this.numbers, stopped) !== 0;
  }

  /** Says that there is a command for somebody. */
  announceCommand(): void {
    Atomics.add(this.numbers, commands, 1);
    Atomics.notify(this.numbers, commands);
  }

  /**
   * Sleeps until more commands have been announced than `seen`, or all waiting ends.
   * @returns how many have been
   */
  awaitCommand(seen: number): number {
    const isNew = () => Atomics.load(this.numbers, commands) !== seen;
    while (!this.isStopped && !isNew()) if (!this.spin(isNew)) Atomics.wait(this.numbers, commands, seen);
    return Atomics.load(this.numbers, commands);
  }

  /** Ends all waiting, now and later. */
  stop(): void {
    Atomics.store(this.numbers, stopped, 1);
    Atomics.notify(this.numbers, arrivals);
    // Who sleeps here has not seen that number.
    this.announceCommand();
  }

  /** Looks for a short while whether something has come true. */
  private spin(isTrue: () => boolean): boolean {
    const end = performance.now() + spinMs;
    do if (isTrue()) return true;
    while (performance.now() < end);
    return false;
  }
}
