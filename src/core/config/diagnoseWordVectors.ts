import { wordVectorDimension } from '../text/wordVectors';
import type { ConfigDocument } from './configDocument';
import { remove, set, type ConfigChange } from './edits/configChange';
import type { FileAccess } from './diagnoseFiles';
import type { Diagnostic } from './diagnostic';
import { say, spoken, type Message } from './message';
import type { Config } from './schema';

/** Enough for the first line of any file of word vectors. */
const firstBytes = 1 << 16;

/**
 * What the first line of the files of word vectors can tell: that one is missing, is something else, or has vectors of another
 * width than `embedding_dim`. The rest of these files, which may be large, is looked at when training begins.
 */
export async function diagnoseWordVectors(
  { model }: Config,
  document: ConfigDocument,
  files: FileAccess,
): Promise<Diagnostic[]> {
  const findings: Diagnostic[] = [];
  for (const side of ['encoder', 'decoder'] as const) {
    const { type, embedding_dim, load_pretrained } = model[side].embeddings;
    if (load_pretrained === undefined || type !== 'learned') continue;
    const keys = ['model', side, 'embeddings'];
    const add = (key: string, code: string, message: Message, remedy?: ConfigChange) => {
      const path = [...keys, key];
      const remedies = remedy === undefined ? [] : [[remedy]];
      const finding = {
        severity: 'error',
        code,
        ...spoken(message),
        path,
        source: 'semantic',
        remedies,
      } as const;
      findings.push(document.diagnostic(document.valueRange(path), finding));
    };
    const file = files.resolve(load_pretrained);
    let start: Uint8Array | undefined;
    try {
      start = await files.readStart(load_pretrained, firstBytes);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      add('load_pretrained', 'unreadable-file', say`${file} can't be read: ${reason}.`);
      continue;
    }
    const found = start === undefined ? undefined : wordVectorDimension(start);
    if (start === undefined)
      add(
        'load_pretrained',
        'missing-file',
        say`There is no file ${file}. Paths are relative to the config file. Correct the path to a word2vec or GloVe file, or remove load_pretrained.`,
        remove([...keys, 'load_pretrained']),
      );
    else if (found === undefined)
      add(
        'load_pretrained',
        'no-word-vectors',
        say`${file} has no word vectors in its first line. Valid are word2vec files (text or binary) and GloVe files (text).`,
        remove([...keys, 'load_pretrained']),
      );
    else if (found !== embedding_dim)
      add(
        'embedding_dim',
        'word-vector-size',
        say`embedding_dim is ${embedding_dim}, but the vectors of ${load_pretrained} have ${found} numbers. Set embedding_dim to ${found}.`,
        set([...keys, 'embedding_dim'], found),
      );
  }
  return findings;
}
