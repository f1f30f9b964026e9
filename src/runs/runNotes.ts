import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { nodeFileSystem, type FileSystem } from './fileSystem';
import { checkAgainst, readJsonFile } from './readManifest';
import { runFiles } from './runFiles';
import { errorCode, RunFolderError } from './runFolderError';

/** `notes.json`: what people say about a run. Nobody else writes there, so it may be changed while the run is training. */
export const runNotesSchema = z.object({ star: z.boolean(), note: z.string() });
export type RunNotes = z.output<typeof runNotesSchema>;

export const noNotes: RunNotes = { star: false, note: '' };

const damagedRemedy = 'Mend or delete this file; the rest of the run is not affected.';

/**
 * The notes of a run; `noNotes` where none were made.
 * @throws RunFolderError when the file is damaged
 */
export async function readRunNotes(folder: string): Promise<RunNotes> {
  const file = join(folder, runFiles.notes);
  try {
    await stat(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return noNotes;
    throw error;
  }
  return checkAgainst(runNotesSchema, await readJsonFile(file, damagedRemedy), file);
}

/**
 * Changes the notes of a run, and returns them.
 * @throws RunFolderError when there is no such run, or its notes are damaged: then nothing is written over them
 */
export async function changeRunNotes(
  folder: string,
  change: Partial<RunNotes>,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<RunNotes> {
  const isRun = await stat(join(folder, runFiles.manifest)).then(
    () => true,
    () => false,
  );
  if (!isRun) throw new RunFolderError(folder, 'there is no such run any more', 'The note was not kept.');
  const notes = { ...(await readRunNotes(folder)), ...change };
  await fileSystem.replaceFile(join(folder, runFiles.notes), `${JSON.stringify(notes, null, 2)}\n`);
  return notes;
}
