import { ConfigDocument } from '../../core/config/configDocument';
import type { TextRange } from '../../core/config/configDocument';
import type { DescribedNode } from '../../protocol/modelling';

/**
 * Where a layer comes from in a config's text: its main key; else another one of its section that has a say in it; else the
 * nearest key above.
 */
export function keyOfLayer(text: string, { path, related }: DescribedNode): TextRange {
  const document = new ConfigDocument(text);
  const [part, section] = path;
  const near = related.filter((key) => key[0] === part && key[1] === section);
  return document.keyRange([path, ...near].find((key) => document.isWritten(key)) ?? path);
}
