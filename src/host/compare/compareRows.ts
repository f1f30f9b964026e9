import { join } from 'node:path';
import type { CompareRun, ConfigValue, PublishedNumber } from '../../protocol/compare';
import type { RunGroup } from '../../runs/manifest';
import { lastTokensPerSecond } from '../../runs/lastTokensPerSecond';
import { readJsonFile } from '../../runs/readManifest';
import { runFiles } from '../../runs/runFiles';
import { errorText } from '../../runs/runFolderError';
import { noNotes, readRunNotes } from '../../runs/runNotes';
import { isActive, isPaused, progress } from '../runs/run';
import type { Run } from '../runs/run';
import { flattenConfig } from './flattenConfig';
import { publishedNumbers, type GallerySystem } from './publishedNumbers';

/** What is read of a run's folder beside what the list of runs knows. */
interface FolderFacts {
  /** `updatedAt` of the manifest when they were read. */
  readonly updatedAt: string;
  readonly config: Readonly<Record<string, ConfigValue>>;
  readonly published: readonly PublishedNumber[];
  readonly tokensPerSecond: number | undefined;
}

export interface CompareRowsOptions {
  readonly systems: () => Promise<readonly GallerySystem[]>;
  /** Why a run ended, in words. */
  readonly endMessage: (run: Run) => string | undefined;
  /** What a variant is called. */
  readonly variantLabel: (group: RunGroup) => string;
  /** A file of a run that can't be used is worth a line in the log, and no more: the rest of the run is shown. */
  readonly warn: (text: string) => void;
}

/** Makes the table's rows. Configs are read once, and again when a run was changed. */
export class CompareRows {
  private readonly known = new Map<string, FolderFacts>();

  constructor(private readonly options: CompareRowsOptions) {}

  async row(run: Run): Promise<CompareRun> {
    const { folder, manifest, latest } = run;
    const facts = await this.facts(run);
    const { step, epoch, elapsedMs } = progress(run);
    const notes = await readRunNotes(folder).catch((error: unknown) => {
      this.options.warn(errorText(error));
      return noNotes;
    });
    return {
      key: folder,
      id: run.id,
      name: manifest.name,
      status: isPaused(run) ? 'paused' : run.status,
      message: this.options.endMessage(run),
      createdAt: manifest.createdAt,
      step,
      epoch,
      elapsedMs,
      totalSteps: manifest.totalSteps,
      tokensPerSecond: latest?.tokensPerSecond ?? facts.tokensPerSecond,
      parameterCount: manifest.parameterCount,
      engine: manifest.engine,
      seed: manifest.seed,
      best: manifest.best,
      stopReason: manifest.stopReason,
      star: notes.star,
      note: notes.note,
      config: facts.config,
      published: facts.published,
      group:
        manifest.group === undefined
          ? undefined
          : { ...manifest.group, variant: this.options.variantLabel(manifest.group) },
    };
  }

  private async facts(run: Run): Promise<FolderFacts> {
    const { folder, manifest } = run;
    const known = this.known.get(folder);
    // While it trains, its manifest is written often and its config never.
    if (known !== undefined && (known.updatedAt === manifest.updatedAt || isActive(run))) return known;
    const config = await readJsonFile(join(folder, runFiles.config), '').catch((error: unknown) => {
      this.options.warn(errorText(error));
      return undefined;
    });
    const facts: FolderFacts = {
      updatedAt: manifest.updatedAt,
      config: flattenConfig(config),
      published: publishedNumbers(await this.options.systems(), manifest.name, config),
      tokensPerSecond: await lastTokensPerSecond(folder),
    };
    this.known.set(folder, facts);
    return facts;
  }
}
