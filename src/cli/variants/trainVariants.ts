import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunManifest } from '../../runs/manifest';
import { observeStatus } from '../../runs/processIdentity';
import { readManifest } from '../../runs/readManifest';
import type { PlannedVariant } from '../../runs/variants/variantPlan';
import type { KnownVariantRun, VariantStanding } from '../../runs/variants/variantState';
import { newRunFolder } from '../newRunFolder';
import type { EngineChoice } from '../options';
import { forkTrainer, type ForkedTrainer } from './forkedTrainer';

export interface VariantsOrder {
  readonly configFile: string;
  readonly engine: EngineChoice;
  readonly threads?: number | undefined;
  readonly parallel: number;
}

export interface VariantsListener {
  readonly onBegin: (variant: PlannedVariant, isResumed: boolean) => void;
  /** How far it is, now and then. */
  readonly onProgress: (variant: PlannedVariant, manifest: RunManifest) => void;
  readonly onEnd: (variant: PlannedVariant, outcome: VariantOutcome) => void;
}

/** How the training of a variant went: `error` says why there is no run, or no whole one. */
export interface VariantOutcome {
  readonly variant: PlannedVariant;
  readonly run: KnownVariantRun | undefined;
  readonly error?: string;
}

const lookEveryMs = 250;

/** Trains variants one after the other, or some at once, each in a process of its own. What is asked of it holds for all. */
export class VariantsTraining {
  private readonly active = new Set<ForkedTrainer>();
  private isStopping = false;

  constructor(
    private readonly order: VariantsOrder,
    private readonly listener: VariantsListener,
  ) {}

  /** Lets no other begin, and those under way stop with a checkpoint. */
  stop(): void {
    this.isStopping = true;
    for (const trainer of this.active) trainer.stop();
  }

  kill(): void {
    this.isStopping = true;
    for (const trainer of this.active) trainer.kill();
  }

  /** Trains those given, in their order. Resolves when all have ended, or were stopped. */
  async run(standings: readonly VariantStanding[]): Promise<VariantOutcome[]> {
    const waiting = [...standings];
    const outcomes: VariantOutcome[] = [];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined && !this.isStopping; next = waiting.shift()) {
        const outcome = await this.train(next);
        outcomes.push(outcome);
        this.listener.onEnd(next.variant, outcome);
      }
    };
    await Promise.all(Array.from({ length: this.order.parallel }, work));
    return outcomes;
  }

  private async train({ variant, run, state }: VariantStanding): Promise<VariantOutcome> {
    const { configFile, engine, threads } = this.order;
    const resumed = state === 'resumable' ? run : undefined;
    this.listener.onBegin(variant, resumed !== undefined);
    const runFolder = resumed?.folder ?? (await newRunFolder(configFile, variant.text));
    const trainer = await forkTrainer({
      configFile,
      configText: variant.text,
      runFolder,
      resume: resumed !== undefined,
      group: variant.group,
      engine,
      ...(threads === undefined ? {} : { threads }),
    });
    this.active.add(trainer);
    try {
      await trainer.started;
      // Whoever asked meanwhile meant this one too.
      if (this.isStopping) trainer.stop();
      await this.follow(trainer, variant, runFolder);
      return { variant, ...(await outcomeOf(runFolder)) };
    } catch (error) {
      trainer.kill();
      await trainer.ended;
      // A folder reserved for a run that never began; one that holds a run stays.
      const { run: begun } = await outcomeOf(runFolder);
      if (begun === undefined) await rm(runFolder, { recursive: true, force: true });
      return { variant, run: begun, error: error instanceof Error ? error.message : String(error) };
    } finally {
      this.active.delete(trainer);
    }
  }

  private async follow(trainer: ForkedTrainer, variant: PlannedVariant, runFolder: string): Promise<void> {
    const ended = trainer.ended.then(() => true);
    while (!(await Promise.race([ended, sleep(lookEveryMs, false)]))) {
      const manifest = await readManifest(runFolder).catch(() => undefined);
      if (manifest !== undefined) this.listener.onProgress(variant, manifest);
    }
  }
}

async function outcomeOf(folder: string): Promise<Omit<VariantOutcome, 'variant'>> {
  const manifest = await readManifest(folder).catch(() => undefined);
  if (manifest === undefined) return { run: undefined, error: 'There is no run.' };
  const status = await observeStatus(manifest);
  const run = { folder, manifest, status };
  if (status === 'crashed')
    return {
      run,
      error: `It ended without a word at step ${manifest.step}: somebody ended it, or the system did because memory ran out.`,
    };
  return status === 'failed' ? { run, error: manifest.message ?? 'Training failed.' } : { run };
}
