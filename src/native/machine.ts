import { readFileSync } from 'node:fs';
import { mkdir, statfs } from 'node:fs/promises';
import { formatBytes } from './formatBytes';
import { NativeUnavailableError } from './nativeUnavailable';
import { runTool } from './runTool';

/** What of this machine decides whether native TensorFlow runs on it. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Version of the C library; undefined where it is another one than glibc. */
  readonly glibc: string | undefined;
  /** Instruction sets as Linux names them; undefined where it can't be asked. */
  readonly cpuFlags: ReadonlySet<string> | undefined;
}

export function thisMachine(): Machine {
  const { platform, arch } = process;
  const glibc = platform === 'linux' ? glibcVersion() : undefined;
  return { platform, arch, glibc, cpuFlags: readCpuFlags() };
}

function glibcVersion(): string | undefined {
  const reporter = process.report as NodeJS.ProcessReport & { excludeNetwork: boolean | undefined };
  const before = reporter.excludeNetwork;
  // Else the names of all open connections are looked up, which blocks for long where no name server answers.
  reporter.excludeNetwork = true;
  try {
    const report = reporter.getReport() as { header?: { glibcVersionRuntime?: string } };
    return report.header?.glibcVersionRuntime;
  } finally {
    reporter.excludeNetwork = before;
  }
}

function readCpuFlags(): ReadonlySet<string> | undefined {
  try {
    const [, flags] = /^flags\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8')) ?? [];
    return flags === undefined ? undefined : new Set(flags.split(' '));
  } catch {
    return undefined;
  }
}

/**
 * Whether the wheel's TensorFlow can run here, before 270 MB are downloaded for nothing.
 * @throws NativeUnavailableError
 */
export function requireWheelMachine(machine: Machine, minGlibc: readonly [number, number]): void {
  const { platform, arch, glibc } = machine;
  if (platform !== 'linux' || arch !== 'x64')
    throw new NativeUnavailableError(
      `The TensorFlow library of PyPI can be used on Linux with an x64 processor only, and this is ${platform} on ${arch}.`,
    );
  requireAvx(machine);
  if (glibc === undefined)
    throw new NativeUnavailableError(
      `TensorFlow needs the C library glibc ${minGlibc.join('.')} or newer; this system has another C library (Alpine Linux, for one).`,
    );
  const [major = 0, minor = 0] = glibc.split('.').map(Number);
  if (major < minGlibc[0] || (major === minGlibc[0] && minor < minGlibc[1]))
    throw new NativeUnavailableError(
      `TensorFlow needs the C library glibc ${minGlibc.join('.')} or newer; this system has ${glibc}.`,
    );
}

/** TensorFlow's libraries are made for processors with AVX; on others they end the process at once. */
export function requireAvx({ cpuFlags }: Machine): void {
  if (cpuFlags !== undefined && !cpuFlags.has('avx'))
    throw new NativeUnavailableError(
      'This processor (or virtual machine) has no AVX instructions, which TensorFlow’s library needs.',
    );
}

/**
 * The C++ compiler: `CXX`, or the first of the usual names.
 * @throws NativeUnavailableError with what to install
 */
export async function findCompiler(env: Readonly<NodeJS.ProcessEnv>, signal: AbortSignal): Promise<string> {
  const named = env['CXX'] ?? '';
  for (const compiler of named === '' ? ['c++', 'g++', 'clang++'] : [named]) {
    try {
      await runTool(compiler, ['--version'], { env: { ...env }, signal });
      return compiler;
    } catch {
      signal.throwIfAborted();
    }
  }
  throw new NativeUnavailableError(
    `Installing native TensorFlow needs a C++ compiler, and ${named === '' ? 'there is none' : `CXX names ${named}, which does not run`}. On Debian and Ubuntu: sudo apt install g++. On Fedora: sudo dnf install gcc-c++. Then install again.`,
  );
}

/** Bytes that are free for this user in a folder, which is made if it is not there. */
export async function freeBytes(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** @throws Error with what is needed and what there is */
export function requireSpace(folder: string, neededBytes: number, free: number): void {
  if (free >= neededBytes) return;
  throw new Error(
    `Installing native TensorFlow needs ${formatBytes(neededBytes)} while it works, and only ${formatBytes(free)} are free in ${folder}. Free ${formatBytes(neededBytes - free)} and install again.`,
  );
}
