/** The parts of an installation, in order. */
export const nativePhases = ['fetching', 'downloading', 'unpacking', 'building', 'probing'] as const;
export type NativePhase = (typeof nativePhases)[number];

export interface NativeProgress {
  readonly phase: NativePhase;
  /** Of the whole installation, 0 to 1; never falls. */
  readonly fraction: number;
  /** While downloading. */
  readonly doneBytes?: number;
  readonly totalBytes?: number;
}

/** Share of each part in the time of a whole installation, with a download of 10 MB a second. */
const shares: Record<NativePhase, number> = {
  fetching: 0.05,
  downloading: 0.58,
  unpacking: 0.12,
  building: 0.2,
  probing: 0.05,
};

/** Tells how an installation gets on, in parts of the whole. */
export class InstallProgress {
  private fraction = 0;

  constructor(private readonly onProgress: (progress: NativeProgress) => void) {}

  /** @param within how much of the part is done, 0 to 1 */
  report(phase: NativePhase, within: number, bytes?: { doneBytes: number; totalBytes: number }): void {
    const before = nativePhases
      .slice(0, nativePhases.indexOf(phase))
      .reduce((sum, earlier) => sum + shares[earlier], 0);
    const fraction = before + shares[phase] * Math.min(1, Math.max(0, within));
    this.fraction = Math.max(this.fraction, fraction);
    this.onProgress({ phase, fraction: this.fraction, ...bytes });
  }
}
