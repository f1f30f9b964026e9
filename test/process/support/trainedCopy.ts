import { cliResult } from './commandLine';
import { Workspace } from './workspace';

/** The copy task, trained once for all tests by the command line. Nobody may change the run folder. */
export interface TrainedCopy {
  readonly workspace: Workspace;
  readonly runFolder: string;
  /** What `train --json` printed. */
  readonly result: Readonly<Record<string, unknown>>;
}

let trained: Promise<TrainedCopy> | undefined;

export function trainedCopy(): Promise<TrainedCopy> {
  trained ??= train();
  return trained;
}

async function train(): Promise<TrainedCopy> {
  const workspace = await Workspace.create('copy');
  const result = await cliResult(['train', workspace.configFile, '--engine', 'wasm']);
  return { workspace, runFolder: String(result['run']), result };
}
