import path from 'node:path';
import type { Claim, ExpectedResult } from '../../core/config/expectedResult';
import { parseConfig } from '../../core/config/parseConfig';
import { readConfigText } from '../../trainer/checkConfig';
import { applyOverrides } from '../configOverrides';
import type { GalleryFolder } from '../galleryEntries';
import type { EngineChoice } from '../options';
import type { Output } from '../output';
import { checkClaim } from './claims/checkClaim';
import type { ClaimOutcome } from './claims/claimOutcome';
import { shareTrainings } from './shareTrainings';
import { TrainedEntry } from './trainedVariant';
import type { TrainedSeeds, TrainedVariant } from './trainedVariant';
import { ReproductionStopped, trainVariant } from './trainVariant';
import { trainVariantSeeds, type SeedsOrder } from './trainVariantSeeds';
import { toOverrides, variantsOf, type Variant } from './variant';

export interface ReproduceOptions {
  /** Keeps every run and its result. */
  readonly folder: string;
  readonly engine: EngineChoice;
  readonly threads?: number | undefined;
  readonly again: boolean;
  /** The publications' budgets: told, but nothing fails for them. */
  readonly long: boolean;
}

/** A claim, what came out, and whether the entry passes by it. */
export interface ClaimResult extends ClaimOutcome {
  readonly claim: Claim['type'];
  /** Undefined where nothing fails for it: no band has been measured, or nothing must hold. */
  readonly passed: boolean | undefined;
}

/** What came out for an entry of the gallery. */
export interface EntryResult {
  readonly entry: GalleryFolder;
  readonly trained: readonly TrainedVariant[];
  readonly claims: readonly ClaimResult[];
  /** All trainings together. */
  readonly seconds: number;
  /** Why there is no result. */
  readonly problem?: string;
}

/** Trains every variant of an entry with every seed, and checks its claims. A problem of the entry is a result too. */
export async function reproduceEntry(
  entry: GalleryFolder,
  expected: ExpectedResult,
  options: ReproduceOptions,
  output: Output,
): Promise<EntryResult> {
  const trained: TrainedVariant[] = [];
  const manySeeds: TrainedSeeds[] = [];
  const seconds = (): number => [...trained, ...manySeeds].reduce((sum, one) => sum + one.seconds, 0);
  try {
    for (const order of await trainingOrders(entry, expected, options)) {
      const { variant, seed } = order;
      output.line(`${labelOf(entry.name, variant)}, seed ${seed}`);
      trained.push(await trainVariant(order, output));
    }
    for (const order of await seedsOrders(entry, expected, options)) {
      output.line(`${labelOf(entry.name, order.variant)}, ${order.count} seeds at once`);
      manySeeds.push(await trainVariantSeeds(order, output));
    }
    const all = new TrainedEntry(trained, manySeeds);
    const checked = expected.claims.filter(({ type }) => !options.long || type !== 'solve-rate');
    const claims = checked.map((claim) => judge(claim, checkClaim(claim, all), options));
    return { entry, trained, claims, seconds: seconds() };
  } catch (error) {
    if (error instanceof ReproductionStopped) throw error;
    const problem = error instanceof Error ? error.message : String(error);
    return { entry, trained, claims: [], seconds: seconds(), problem };
  }
}

/** `dates`, or `source-reversal: reversed` where an entry compares. */
export function labelOf(name: string, variant: string | undefined): string {
  return variant === undefined ? name : `${name}: ${variant}`;
}

async function trainingOrders(
  { name, config }: GalleryFolder,
  expected: ExpectedResult,
  { folder, long, ...options }: ReproduceOptions,
): Promise<Parameters<typeof trainVariant>[0][]> {
  const text = await readConfigText(config);
  const seeds = expected.seeds ?? [parseConfig(text).config?.random_seed ?? 0];
  const budget = long ? toOverrides(expected.long ?? {}) : [];
  const orders = variantsOf(expected)
    .filter(isTrainedAlone(expected))
    .flatMap((variant) =>
      seeds.map((seed) => ({
        ...options,
        variant: variant.name,
        seed,
        configFile: config,
        configText: applyOverrides(text, [
          ...variant.overrides,
          ...budget,
          { path: ['random_seed'], value: seed },
        ]),
        folder: path.join(folder, long ? 'long' : 'default', name, folderName(variant.name, seed)),
      })),
    );
  return shareTrainings(orders);
}

/** Whether there is more to say of a variant than how many seeds solve it. */
function isTrainedAlone({ claims }: ExpectedResult): (variant: Variant) => boolean {
  return ({ name }) => {
    const about = claims.filter(
      (claim) => name === claim.variant || ('than' in claim && name === claim.than),
    );
    return about.length === 0 || about.some(({ type }) => type !== 'solve-rate');
  };
}

/** What solve rates need, each model with as many seeds as a claim wants. The publications' budgets have none. */
async function seedsOrders(
  { name, config }: GalleryFolder,
  expected: ExpectedResult,
  { folder, long, again }: ReproduceOptions,
): Promise<SeedsOrder[]> {
  if (long) return [];
  const text = await readConfigText(config);
  const variants = variantsOf(expected);
  return expected.claims.flatMap((claim) => {
    if (claim.type !== 'solve-rate') return [];
    const variant = variants.find((one) => one.name === claim.variant) ?? variants[0];
    const file = path.join(folder, 'default', name, `${folderName(claim.variant, claim.count)}-seeds.json`);
    const configText = applyOverrides(text, variant?.overrides ?? []);
    return { variant: claim.variant, count: claim.count, configFile: config, configText, file, again };
  });
}

function folderName(variant: string | undefined, seed: number): string {
  const words = variant?.replaceAll(/[^A-Za-z0-9]+/g, '-') ?? 'model';
  return `${words}-${seed}`;
}

function judge(claim: Claim, outcome: ClaimOutcome, { long }: ReproduceOptions): ClaimResult {
  const gates = !long && 'measured' in claim && claim.measured !== undefined;
  return { ...outcome, claim: claim.type, passed: gates ? outcome.holds : undefined };
}
