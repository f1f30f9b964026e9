import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { runFormatVersion, runManifestSchema, type RunManifest } from './manifest';
import { runFiles } from './runFiles';
import { errorCode, errorText, RunFolderError } from './runFolderError';

const versionSchema = z.object({ version: z.number() });

/** Reads a JSON file of a run folder. @throws RunFolderError when it is missing or not JSON. */
export async function readJsonFile(file: string, missingRemedy: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const missing = errorCode(error) === 'ENOENT';
    const problem = missing ? 'missing' : `can't be read (${errorText(error)})`;
    throw new RunFolderError(file, problem, missingRemedy, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const remedy = 'The run folder is damaged: restore it from a copy, or delete it.';
    throw new RunFolderError(file, `not JSON, or truncated (${errorText(error)})`, remedy, { cause: error });
  }
}

/** Checks a value against a schema. @throws RunFolderError naming the file and the first wrong key. */
export function checkAgainst<T>(schema: z.ZodType<T>, value: unknown, file: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const key = issue === undefined || issue.path.length === 0 ? 'the file' : `its key ${issue.path.join('.')}`;
  const problem = `${key} is wrong (${issue?.message ?? 'invalid'})`;
  throw new RunFolderError(file, problem, 'The run folder is damaged: restore it from a copy, or delete it.');
}

/** `run.json`. @throws RunFolderError when it is missing, damaged or from a newer version. */
export async function readManifest(runFolder: string): Promise<RunManifest> {
  const file = join(runFolder, runFiles.manifest);
  const json = await readJsonFile(file, 'This is not the folder of a run: name one inside .s2s/runs.');
  const { data } = versionSchema.safeParse(json);
  if (data !== undefined && data.version > runFormatVersion) {
    throw new RunFolderError(
      file,
      `made by a newer Seq2Seq Lab (format ${data.version}; this one reads up to ${runFormatVersion})`,
      'Update Seq2Seq Lab to open this run.',
    );
  }
  return checkAgainst(runManifestSchema, json, file);
}
