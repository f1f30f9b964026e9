/** Something in a run folder can't be read or written: which file, what is wrong, what to do. */
export class RunFolderError extends Error {
  override readonly name: string = 'RunFolderError';

  constructor(
    /** The file or folder concerned. */
    readonly file: string,
    /** What is wrong with it; a clause without a full stop. */
    readonly problem: string,
    /** What to do; whole sentences. */
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(`${file}: ${problem}. ${remedy}`, options);
  }
}

/** A write that failed for want of space: what was whole before is still whole. */
export class DiskFullError extends RunFolderError {
  override readonly name = 'DiskFullError';

  constructor(file: string, lastWholeStep: number | undefined, options?: ErrorOptions) {
    const kept =
      lastWholeStep === undefined
        ? 'no checkpoint had been written yet'
        : `the last whole checkpoint is step ${lastWholeStep}`;
    super(
      file,
      `disk full while writing; ${kept}`,
      lastWholeStep === undefined
        ? 'Free some space and start the training again.'
        : 'Free some space and resume the run from there.',
      options,
    );
  }
}

/** The `code` of a Node error (`ENOENT`, `ENOSPC`…), undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** An error's message, or what was thrown, as text. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const diskFullCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

export function isDiskFull(error: unknown): boolean {
  const code = errorCode(error);
  return code !== undefined && diskFullCodes.has(code);
}
