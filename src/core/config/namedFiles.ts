import type { ConfigDocument, ConfigPath, TextRange } from './configDocument';

/** What a file that a config names holds. */
export type FileKind = 'pairs' | 'merges' | 'vectors';

/** A file that a config names. Paths are relative to the config, or absolute. */
export interface NamedFile extends TextRange {
  readonly path: ConfigPath;
  readonly kind: FileKind;
  readonly file: string;
}

const places: readonly { readonly path: ConfigPath; readonly kind: FileKind }[] = [
  ...['train', 'dev', 'test'].map((split) => ({ path: ['data', split], kind: 'pairs' as const })),
  ...['src', 'trg'].map((side) => ({ path: ['data', side, 'codes_file'], kind: 'merges' as const })),
  ...['encoder', 'decoder'].map((side) => ({
    path: ['model', side, 'embeddings', 'load_pretrained'],
    kind: 'vectors' as const,
  })),
];

/** What the value of a key names, if it names a file. */
export function fileKindAt(path: ConfigPath): FileKind | undefined {
  return places.find((place) => JSON.stringify(place.path) === JSON.stringify(path))?.kind;
}

/** Every file that a config names, and where: without the quotes. */
export function namedFiles(document: ConfigDocument): NamedFile[] {
  return places.flatMap(({ path, kind }) => {
    const file = document.valueAt(path);
    if (typeof file !== 'string' || file === '') return [];
    const { offset, length } = document.valueRange(path);
    return [{ path, kind, file, offset: offset + 1, length: length - 2 }];
  });
}
