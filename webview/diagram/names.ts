import type { DescribedEdge, DescribedNode, ModelDescription } from '../../src/protocol/diagram';
import type { NumberFormats } from '../format';
import type { Texts } from '../texts';

/** What layers are called, and what is said of them. */
export class LayerNames {
  readonly #texts: Texts;
  readonly #formats: NumberFormats;
  readonly #model: ModelDescription;

  constructor(texts: Texts, formats: NumberFormats, model: ModelDescription) {
    this.#texts = texts;
    this.#formats = formats;
    this.#model = model;
  }

  title({ kind, index, detail }: DescribedNode): string {
    const number = index === undefined ? '' : index + 1;
    return this.#texts.get(
      `diagram.kind.${kind}`,
      number,
      this.#texts.find(`diagram.detail.${detail}`, detail),
    );
  }

  parameters({ parameterCount }: Pick<DescribedNode, 'parameterCount'>): string {
    return this.#formats.whole(parameterCount);
  }

  share({ parameterCount }: DescribedNode): string {
    return this.#formats.percent(this.shareOf(parameterCount));
  }

  /** 0 to 1. */
  shareOf(parameterCount: number): number {
    return this.#model.parameterCount === 0 ? 0 : parameterCount / this.#model.parameterCount;
  }

  /** Parameters, their share and marks, in short. */
  numbers(node: DescribedNode): string {
    const { parameterCount } = node;
    const counts =
      parameterCount === 0
        ? [this.#texts.get('diagram.noParameters')]
        : [this.parameters(node), this.share(node)];
    return [...counts, ...this.marks(node)].join(' · ');
  }

  marks({ marks }: DescribedNode): string[] {
    return marks.map((mark) => this.#texts.get(`diagram.mark.${mark}`));
  }

  /** What goes on from a layer, such as “keys to Attention: Bahdanau”. */
  gifts({ id }: DescribedNode): string[] {
    const receivers = new Map<string, string[]>();
    for (const edge of this.#model.edges.filter(({ from }) => from === id)) {
      const role = this.role(edge);
      receivers.set(role, [...(receivers.get(role) ?? []), this.#titleOf(edge.to)]);
    }
    return [...receivers].map(([role, titles]) => this.#texts.get('diagram.gift', role, titles.join(', ')));
  }

  role({ kind }: Pick<DescribedEdge, 'kind'>): string {
    return this.#texts.get(`diagram.edge.${kind}`);
  }

  /** All about a layer, in sentences. */
  sentences(node: DescribedNode): string {
    const { kind, outputShape } = node;
    const title = this.#inSection(node);
    const isText = kind === 'source' || kind === 'target';
    const marks = this.marks(node);
    const gifts = this.gifts(node);
    return [
      isText
        ? this.#texts.get('diagram.layerWithout', title, outputShape)
        : this.#texts.get('diagram.layer', title, outputShape, this.parameters(node), this.share(node)),
      ...(marks.length === 0 ? [] : [this.#texts.get('diagram.marks', marks.join(', '))]),
      ...(gifts.length === 0 ? [] : [this.#texts.get('diagram.gives', gifts.join('; '))]),
    ].join(' ');
  }

  #titleOf(id: string): string {
    const node = this.#model.nodes.find((other) => other.id === id);
    return node === undefined ? id : this.#inSection(node);
  }

  /** Encoder and decoder have layers of the same names. */
  #inSection(node: DescribedNode): string {
    const title = this.title(node);
    const isTwice = this.#model.nodes.some((other) => other.id !== node.id && this.title(other) === title);
    if (!isTwice || node.column === 'middle') return title;
    return this.#texts.get(node.column === 'encoder' ? 'diagram.inEncoder' : 'diagram.inDecoder', title);
  }
}
