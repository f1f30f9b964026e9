import { lossesAgree, type Losses } from './lossAgreement';
import { median, quantile, smallest } from './timing';

/** What was measured of one program on one case. */
export interface Measured {
  readonly engine: string;
  readonly threads: number;
  /** Such as `Seq2Seq Lab` or `PyTorch`. */
  readonly program: string;
  readonly version: string;
  readonly losses: Losses;
  /** From spawning the process until it was ready. */
  readonly startMs: number;
  /** Building the model, compiling or tracing it, and the first update. */
  readonly firstStepMs: number;
  /** The times of a program's steps, round by round. */
  readonly rounds: readonly { readonly stepsMs: readonly number[]; readonly cpuMs: number }[];
  readonly peakBytes?: number;
}

/** One line of the table of training steps, as `bench --json` prints it. */
export interface TrainingRow {
  readonly model: string;
  readonly shape: string;
  readonly engine: string;
  readonly threads: number;
  readonly version: string;
  /** The fastest step. */
  readonly msPerStep: number;
  readonly medianMs: number;
  /** Processor time of all threads, in the round that needed the least. */
  readonly cpuMsPerStep: number;
  readonly firstStepMs: number;
  readonly startMs: number;
  readonly peakBytes?: number;
  /** Of the fastest steps, with the same number of threads; only where both computed the same losses. */
  readonly ratioToPyTorch?: number;
  readonly ratioToKeras?: number;
  /** Lower and upper quartile of the ratios to PyTorch of the single rounds: how far to trust the one number. */
  readonly ratioToPyTorchQuartiles?: readonly [number, number];
  /** Of the processor times: what is left to go by on a machine that others use. */
  readonly cpuRatioToPyTorch?: number;
  /** Mean loss of a target token before each of the first updates. */
  readonly losses: Losses;
  /** Absent when there was no other program to compare with. */
  readonly lossAgrees?: boolean;
}

/** The rows of a case. Ratios compare steps of the same rounds. */
export function trainingRows(
  one: { readonly modelName: string; readonly shapeName: string },
  measured: readonly Measured[],
): TrainingRow[] {
  const agreements = measured.map((each) => agrees(each, measured));
  return measured.map((each, index) => {
    const { engine, threads, version, startMs, firstStepMs, losses, rounds, peakBytes } = each;
    const lossAgrees = agreements[index];
    const stepsMs = rounds.flatMap((round) => round.stepsMs);
    const rival = (program: string): Measured | undefined => {
      const found = measured.findIndex((other) => other.program === program && other.threads === threads);
      const comparable = each.program !== program && lossAgrees === true && agreements[found] === true;
      return comparable ? measured[found] : undefined;
    };
    const pyTorch = rival('PyTorch');
    const keras = rival('Keras');
    const ratios = pyTorch === undefined ? [] : roundRatios(each, pyTorch);
    return {
      model: one.modelName,
      shape: one.shapeName,
      engine,
      threads,
      version,
      msPerStep: smallest(stepsMs),
      medianMs: median(stepsMs),
      cpuMsPerStep: leastCpuMs(each),
      firstStepMs,
      startMs,
      losses,
      ...(peakBytes === undefined ? {} : { peakBytes }),
      ...(pyTorch === undefined
        ? {}
        : {
            ratioToPyTorch: ratioOfFastest(each, pyTorch),
            cpuRatioToPyTorch: leastCpuMs(each) / leastCpuMs(pyTorch),
          }),
      ...(ratios.length === 0
        ? {}
        : { ratioToPyTorchQuartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)] as const }),
      ...(keras === undefined ? {} : { ratioToKeras: ratioOfFastest(each, keras) }),
      ...(lossAgrees === undefined ? {} : { lossAgrees }),
    };
  });
}

/** Against PyTorch; PyTorch itself, and everybody where it is absent, against any other program, engine or thread count. */
function agrees(each: Measured, all: readonly Measured[]): boolean | undefined {
  const pyTorch = all.filter(({ program }) => program === 'PyTorch' && each.program !== program);
  const otherPrograms = all.filter(({ program }) => program !== each.program);
  const others = all.filter((other) => other !== each);
  const references = [pyTorch, otherPrograms, others].find((group) => group.length > 0);
  return references?.some(({ losses }) => lossesAgree(each.losses, losses));
}

function ratioOfFastest(one: Measured, other: Measured): number {
  const fastest = ({ rounds }: Measured) => smallest(rounds.flatMap(({ stepsMs }) => stepsMs));
  return fastest(one) / fastest(other);
}

function leastCpuMs({ rounds }: Measured): number {
  return smallest(rounds.map(({ stepsMs, cpuMs }) => cpuMs / stepsMs.length));
}

function roundRatios(one: Measured, other: Measured): number[] {
  return one.rounds.flatMap(({ stepsMs }, round) => {
    const rival = other.rounds[round];
    return rival === undefined ? [] : [smallest(stepsMs) / smallest(rival.stepsMs)];
  });
}
