import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { applyEdits, modify } from 'jsonc-parser';
import type { MetricLine } from '../../runs/manifest';
import { parseConfig } from '../../core/config/parseConfig';
import { stateFolderName } from '../../runs/stateFolder';
import { readConfigText } from '../../trainer/checkConfig';
import { LoadedModel } from '../../trainer/loadedModel';
import { loadPictureSources } from '../../trainer/pictureSources';
import { TrainingSession } from '../../trainer/trainingSession';
import { applyOverrides } from '../configOverrides';
import type { ConfigOverride } from '../configOverrides';
import { expectedFile } from '../galleryEntries';
import type { GalleryFolder } from '../galleryEntries';

const quickSteps = 30;
/** Engines of other builds differ in the last digits; a changed model, order or initial value in the first. */
const tolerance = 1e-3;

/** Generators need not make more pairs than thirty steps read; some solve each of them exactly. */
const mostGenerated = { train: 4000, dev: 200, test: 200 };

const shortTraining = [
  { path: ['training', 'epochs'], value: undefined },
  { path: ['training', 'early_stopping'], value: undefined },
  { path: ['training', 'updates'], value: quickSteps },
  { path: ['training', 'logging_freq'], value: 10 },
  { path: ['training', 'validation_freq'], value: quickSteps },
  { path: ['training', 'max_valid_sents'], value: 8 },
  { path: ['training', 'print_valid_sents'], value: 1 },
];

export interface QuickResult {
  readonly name: string;
  /** Training loss, mean of the last ten of the thirty steps. */
  readonly loss: number | undefined;
  readonly stored: number | undefined;
  readonly passed: boolean;
  readonly seconds: number;
  /** Why it has not passed. */
  readonly problem?: string;
}

/** Trains an entry for a moment, on one thread of the wasm engine: its loss must be what it was, and its model decode. */
export async function quickEntry(entry: GalleryFolder, stored: number | undefined): Promise<QuickResult> {
  const startedAtMs = performance.now();
  const parent = await mkdtemp(path.join(tmpdir(), 's2s-quick-'));
  const result = (loss: number | undefined, problem: string | undefined): QuickResult => ({
    name: entry.name,
    loss,
    stored,
    passed: problem === undefined,
    seconds: (performance.now() - startedAtMs) / 1000,
    ...(problem === undefined ? {} : { problem }),
  });
  try {
    const runFolder = path.join(parent, 'run');
    const loss = await trainQuickly(await copyOf(entry, parent), runFolder);
    await decodeSamples(entry, runFolder);
    return result(loss, compare(loss, stored));
  } catch (error) {
    return result(undefined, error instanceof Error ? error.message : String(error));
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

/** Writes the loss into the entry's expected.json, whose other lines stay as they are. */
export async function storeQuickLoss(entry: GalleryFolder, loss: number): Promise<void> {
  const file = expectedFile(entry);
  const text = await readFile(file, 'utf8');
  const edits = modify(
    text,
    ['quick'],
    { loss: Number(loss.toFixed(6)) },
    {
      formattingOptions: { insertSpaces: true, tabSize: 2 },
    },
  );
  await writeFile(file, applyEdits(text, edits));
}

/** A copy to train on, so that trainings of the entry itself may go on. Returns its config. */
async function copyOf({ folder, name, config }: GalleryFolder, parent: string): Promise<string> {
  const copy = path.join(parent, name);
  await cp(folder, copy, { recursive: true, filter: (file) => path.basename(file) !== stateFolderName });
  return path.join(copy, path.basename(config));
}

async function trainQuickly(config: string, runFolder: string): Promise<number> {
  const text = await readConfigText(config);
  const configText = applyOverrides(text, [...shortTraining, ...smallSplits(text)]);
  let last: MetricLine | undefined;
  const session = await TrainingSession.open(
    { configFile: config, configText, runFolder, resume: false, engine: 'wasm', threads: 1 },
    {
      onMessage: (message) => {
        if (message.type === 'metrics') last = message.point;
      },
    },
  );
  const { status, message } = await session.run();
  if (status !== 'finished' || last === undefined) throw new Error(message ?? `The training has ${status}.`);
  return last.loss;
}

function smallSplits(configText: string): ConfigOverride[] {
  const data = parseConfig(configText).config?.data;
  return (['train', 'dev', 'test'] as const).flatMap((split) => {
    const source = data?.[split];
    const most = mostGenerated[split];
    if (source === undefined || typeof source === 'string' || source.size <= most) return [];
    return [{ path: ['data', split, 'size'], value: most }];
  });
}

/** What it writes after thirty steps is nonsense; that it writes is what counts. */
async function decodeSamples({ folder }: GalleryFolder, runFolder: string): Promise<void> {
  const lines = (await readFile(path.join(folder, 'sample.txt'), 'utf8')).split('\n').slice(0, 3);
  const model = await LoadedModel.load({ runFolder, checkpoint: 'last', engine: 'wasm', threads: 1 });
  try {
    const given = lines.filter((line) => line !== '');
    const outcomes = model.decode(await loadPictureSources(model.config, given, [folder]));
    const refused = outcomes.filter(({ type }) => type === 'refused').length;
    if (refused > 0 || outcomes.length === 0)
      throw new Error(`${refused} of ${outcomes.length} lines of sample.txt can't be decoded.`);
  } finally {
    model.dispose();
  }
}

function compare(loss: number, stored: number | undefined): string | undefined {
  if (stored === undefined)
    return 'expected.json stores no loss for --quick yet: add --update to store this one.';
  if (Math.abs(loss - stored) <= tolerance) return undefined;
  return `The loss is not ${stored.toFixed(4)}, which expected.json stores. If it is meant to change: --update.`;
}
