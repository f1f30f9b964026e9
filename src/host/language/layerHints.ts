import { ConfigDocument } from '../../core/config/configDocument';
import type { ConfigPath, TextRange } from '../../core/config/configDocument';
import type { DescribedNode, ModelDescription } from '../../protocol/modelling';

/** A hint in the text of a config. */
export interface LayerHint {
  /** `total`: of the whole model; `section`: of encoder or decoder; `layers`: at a key of some of their layers. */
  readonly scope: 'total' | 'section' | 'layers';
  /** Behind what it stands. */
  readonly offset: number;
  /** What goes on from there, as in `8 × [batch, source, 32]`; undefined of the whole model. */
  readonly shape: string | undefined;
  readonly parameterCount: number;
  /** In the order of the data. */
  readonly layers: readonly DescribedNode[];
  /** The config has no key for this: it is made of defaults. */
  readonly isDefault: boolean;
}

/**
 * Where to say what about a model in a config's text: at the keys of layers, at the sections, and the total at the model. What
 * stands on one line gets one hint, behind it. The text may be newer than the description, or broken.
 */
export function placeLayerHints(text: string, { nodes, parameterCount }: ModelDescription): LayerHint[] {
  const document = new ConfigDocument(text);
  const places = new Places(document);
  const layers = nodes.filter(({ kind }) => kind !== 'source' && kind !== 'target');
  const hints = new Map<number, LayerHint>();
  const hasModel = document.isWritten(['model']);
  const total = places.after(hasModel ? ['model'] : []);
  if (total === undefined) return [];
  hints.set(total, {
    scope: 'total',
    offset: total,
    shape: undefined,
    parameterCount,
    layers,
    isDefault: !hasModel,
  });
  for (const section of ['encoder', 'decoder']) {
    const offset = document.isWritten(['model', section]) ? places.after(['model', section]) : undefined;
    const own = layers.filter(({ path }) => path[0] === 'model' && path[1] === section);
    const last = own.at(-1);
    if (offset === undefined || last === undefined || hints.has(offset)) continue;
    hints.set(offset, {
      scope: 'section',
      offset,
      shape: last.outputShape,
      parameterCount: sumOf(own),
      layers: own,
      isDefault: false,
    });
  }
  for (const [offset, own] of byOffset(layers, places))
    if (!hints.has(offset))
      hints.set(offset, {
        scope: 'layers',
        offset,
        shape: joinShapes(own.map(({ outputShape }) => outputShape)),
        parameterCount: sumOf(own),
        layers: own,
        isDefault: false,
      });
  return [...hints.values()].sort((a, b) => a.offset - b.offset);
}

const sumOf = (nodes: readonly DescribedNode[]): number =>
  nodes.reduce((sum, node) => sum + node.parameterCount, 0);

/** Keys where a hint may stand if a layer's main key is not written. Others have a say in it too (dropout, …). */
const tellingKeys = new Set<string | number>([
  'num_layers',
  'rnn_type',
  'embeddings',
  'conv',
  'ntm',
  'write_heads',
  'memory_width',
  'draw',
]);

function byOffset(layers: readonly DescribedNode[], places: Places): Map<number, DescribedNode[]> {
  const groups = new Map<number, DescribedNode[]>();
  for (const layer of layers) {
    const offset = places.ofLayer(layer);
    if (offset === undefined) continue;
    groups.set(offset, [...(groups.get(offset) ?? []), layer]);
  }
  return groups;
}

/** What comes out at the end; editors show some forty characters, and the layers one by one are in the tooltip. */
function joinShapes(shapes: readonly string[]): string {
  const last = shapes.at(-1) ?? '';
  if (shapes.length === 1) return last;
  return shapes.every((shape) => shape === last) ? `${shapes.length} × ${last}` : `… → ${last}`;
}

class Places {
  constructor(private readonly document: ConfigDocument) {}

  /** At the first of a layer's keys that is written and tells its size. */
  ofLayer({ path, related }: DescribedNode): number | undefined {
    const others = related.filter((key) => tellingKeys.has(key.at(-1) ?? ''));
    const written = [path, ...others].find((key) => key.length > 2 && this.document.isWritten(key));
    return written === undefined ? undefined : this.after(written);
  }

  /** Behind a value; behind the opening brace of one that takes several lines; behind all that stands on the line with it. */
  after(path: ConfigPath): number | undefined {
    const range = this.rangeOf(path);
    if (range === undefined) return undefined;
    if (!this.isOneLine(range)) return range.offset + 1;
    const parent = path.slice(0, -1);
    const outer = path.length > 0 ? this.rangeOf(parent) : undefined;
    return outer !== undefined && this.isOneLine(outer) ? this.after(parent) : range.offset + range.length;
  }

  private rangeOf(path: ConfigPath): TextRange | undefined {
    if (path.length > 0) return this.document.isWritten(path) ? this.document.valueRange(path) : undefined;
    const { root } = this.document;
    return root?.type === 'object' ? { offset: root.offset, length: root.length } : undefined;
  }

  private isOneLine({ offset, length }: TextRange): boolean {
    return this.document.position(offset).line === this.document.position(offset + length).line;
  }
}
