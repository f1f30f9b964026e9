import { version_core } from '@tensorflow/tfjs-core';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { findDamage } from './sharedLibrary';

/** Where to look, in this order. */
export interface NativeSearch {
  /**
   * The setting `s2s.engine.nativePath`; when empty, the environment variable `S2S_NATIVE_PATH` counts. It names
   * tfjs-node's folder or one whose `node_modules` has it. Naming one is a decision: nothing else is tried.
   */
  readonly nativePath?: string;
  /** Where the install command has put tfjs-node. */
  readonly storagePath?: string;
  /** A folder from which `@tensorflow/tfjs-node` may resolve as an ordinary dependency. */
  readonly resolveFrom?: string;
  /** Why what would be found is not to be loaded: a sentence from whoever has tried it in another process. */
  readonly distrusted?: string;
}

export interface NoTfjsNode {
  readonly available: false;
  /** One sentence for people. */
  readonly reason: string;
  /** Nobody has installed it (yet), rather than badly. */
  readonly missing: boolean;
  /** Every place that was looked at and what was wrong there. */
  readonly tried: readonly { readonly path: string; readonly problem: string }[];
}

/** An installation of tfjs-node that looks whole; nothing of it has been loaded. */
export interface FoundTfjsNode {
  readonly packageFile: string;
  readonly addon: string;
  /** TensorFlow's shared libraries. */
  readonly libraries: readonly string[];
  readonly name: string;
  readonly version: string;
}

type Attempt<T> = { readonly found: T } | Problem;

interface Problem {
  readonly path: string;
  /** A clause for people. */
  readonly problem: string;
  /** There is nothing, rather than something broken. */
  readonly missing: boolean;
}

type Use<T> = (found: FoundTfjsNode) => T;

const packageName = '@tensorflow/tfjs-node';
/** tfjs-node is built for Node-API versions 3 to 8; a newer one works on every later Node. */
const napiVersions = [8, 7, 6, 5, 4, 3];

/** Finds native TensorFlow without loading anything: cheap, and safe where the library would end the process. */
export function locateTfjsNode(
  search: NativeSearch,
): { readonly available: true; readonly found: FoundTfjsNode } | NoTfjsNode {
  return searchTfjsNode(search, (found) => ({ available: true as const, found }));
}

/**
 * The first installation that `use` can do something with; what it throws is what is wrong with one.
 */
export function searchTfjsNode<T>(search: NativeSearch, use: Use<T>): T | NoTfjsNode {
  if (search.distrusted !== undefined)
    return { available: false, reason: search.distrusted, missing: false, tried: [] };
  const environmentPath = process.env['S2S_NATIVE_PATH'] ?? '';
  const named =
    search.nativePath !== undefined && search.nativePath !== '' ? search.nativePath : environmentPath;
  if (named !== '') {
    const source = named === search.nativePath ? 's2s.engine.nativePath' : 'S2S_NATIVE_PATH';
    const attempt = attemptFolder(named, use);
    if ('found' in attempt) return attempt.found;
    const reason = `${source} names ${named}, but ${attempt.problem}.`;
    return { available: false, reason, missing: false, tried: [shown(attempt)] };
  }

  const tried: Problem[] = [];
  for (const attempt of attempts(search, use)) {
    if ('found' in attempt) return attempt.found;
    tried.push(attempt);
  }
  // A broken installation says more than a place where there is none.
  const broken = tried.find(({ missing }) => !missing);
  const reason =
    broken === undefined
      ? 'Native TensorFlow is not installed.'
      : `Native TensorFlow can't be used: ${broken.problem}.`;
  return { available: false, reason, missing: broken === undefined, tried: tried.map(shown) };
}

const shown = ({ path: place, problem }: Problem): NoTfjsNode['tried'][number] => ({ path: place, problem });

function* attempts<T>(search: NativeSearch, use: Use<T>): Generator<Attempt<T>> {
  if (search.storagePath !== undefined) yield attemptFolder(search.storagePath, use);
  if (search.resolveFrom !== undefined) yield attemptResolved(search.resolveFrom, use);
}

/** Tries a folder that is tfjs-node or has it in its `node_modules`. */
function attemptFolder<T>(folder: string, use: Use<T>): Attempt<T> {
  const root = path.resolve(folder);
  const candidates = [root, path.join(root, 'node_modules', packageName)];
  const packageFile = candidates
    .map((candidate) => path.join(candidate, 'package.json'))
    .find((file) => readPackage(file)?.name.startsWith(packageName) === true);
  if (packageFile === undefined)
    return { path: root, problem: `there is no ${packageName} in ${root}`, missing: true };
  return attemptPackage(packageFile, use);
}

/** As an ordinary dependency. `npm ci` without install scripts leaves it without its addon: nobody has asked for more. */
function attemptResolved<T>(folder: string, use: Use<T>): Attempt<T> {
  let packageFile: string;
  try {
    const { resolve } = createRequire(path.join(path.resolve(folder), 'package.json'));
    packageFile = resolve(`${packageName}/package.json`);
  } catch {
    return {
      path: folder,
      problem: `there is no ${packageName} that resolves from ${folder}`,
      missing: true,
    };
  }
  const attempt = attemptPackage(packageFile, use);
  if ('found' in attempt) return attempt;
  return { ...attempt, missing: addonOf(path.dirname(packageFile)) === undefined };
}

function attemptPackage<T>(packageFile: string, use: Use<T>): Attempt<T> {
  const root = path.dirname(packageFile);
  const found = inspectPackage(packageFile);
  if (typeof found === 'string') return { path: root, problem: found, missing: false };
  try {
    return { found: use(found) };
  } catch (error) {
    const problem = `${packageName} in ${root} does not load: ${firstLine(error)}`;
    return { path: root, problem, missing: false };
  }
}

/** @returns the installation, or a clause on what is wrong with it */
function inspectPackage(packageFile: string): FoundTfjsNode | string {
  const root = path.dirname(packageFile);
  const { name, version } = readPackage(packageFile) ?? { name: packageName, version: 'unknown' };
  const label = `${name} ${version} in ${root}`;
  const [major, minor] = version_core.split('.');
  if (!version.startsWith(`${major}.${minor}.`))
    return `${label} does not fit: version ${major}.${minor} is needed`;
  const addon = addonOf(root);
  if (addon === undefined) return `${label} is installed without its native addon`;
  const libraries = librariesOf(root);
  const damage = [addon, ...libraries].map(findDamage).find((problem) => problem !== undefined);
  return damage ?? { packageFile, addon, libraries, name, version };
}

function addonOf(root: string): string | undefined {
  return napiVersions
    .map((napi) => path.join(root, 'lib', `napi-v${napi}`, 'tfjs_binding.node'))
    .find((file) => existsSync(file));
}

/** TensorFlow's shared libraries beside the addon. */
function librariesOf(root: string): string[] {
  const folder = path.join(root, 'deps', 'lib');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith('libtensorflow'))
    .map((name) => path.join(folder, name));
}

function readPackage(file: string): { name: string; version: string } | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    return typeof name === 'string' && typeof version === 'string' ? { name, version } : undefined;
  } catch {
    return undefined;
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] ?? message;
}
