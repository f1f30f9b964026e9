import assert from 'node:assert/strict';
import { configJsonSchema } from '../../../src/core/config/describeSchema';
import type { ConfigPath } from '../../../src/core/config/configDocument';
import { parseConfig } from '../../../src/core/config/parseConfig';
import { modelGraph } from '../../../src/core/model/modelGraph';
import type { GraphNode, ModelGraph } from '../../../src/core/model/graphTypes';
import { summarizeModel } from '../../../src/core/model/summarizeModel';
import { galleryModel, galleryNames } from '../../support/galleryModels';
import { assertGolden } from '../../support/goldenText';

describe('The graph of a model', () => {
  const graphs = new Map<string, ModelGraph>();

  for (const name of galleryNames)
    it(`of ${name} is connected, adds up, and comes from keys that there are`, async function () {
      this.timeout(10_000);
      const { config, sizes } = await galleryModel(name);
      const graph = modelGraph(config.model, sizes, config.task);
      graphs.set(name, graph);
      assert.deepEqual(unreached(graph), []);
      const counts = summarizeModel(config.model, sizes, config.task).map((layer) => layer.parameterCount);
      assert.equal(sum(graph.nodes.map((node) => node.parameterCount)), sum(counts));
      const ids = graph.nodes.map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
      for (const { from, to } of graph.edges)
        assert.ok(ids.includes(from) && ids.includes(to), `${from} → ${to}`);
      const edges = graph.edges.map((edge) => JSON.stringify(edge));
      assert.equal(new Set(edges).size, edges.length, 'edges twice');
      const unknown = graph.nodes
        .flatMap(({ path, related }) => [path, ...related])
        .filter((path) => !exists(path));
      assert.deepEqual(unknown, []);
    });

  it('says what goes where', () => {
    const names = [
      'dates', 'bahdanau', 'gnmt', 'addition', 'char-rnn', 'aligned-addition', 'ntm-copy', 'tsp', 'captions',
      'draw', 'sentiment-pooling', 'glimpse',
    ]; // prettier-ignore
    assertGolden('model-graphs.txt', names.map((name) => `${name}\n${drawn(graphs.get(name))}`).join('\n'));
  });

  const describeModel = (model: unknown, data: object = {}): ModelGraph => {
    const { config, diagnostics } = parseConfig(
      JSON.stringify({ data: { train: 'a.tsv', dev: 'b.tsv', ...data }, model }),
    );
    assert.ok(config, JSON.stringify(diagnostics));
    return modelGraph(config.model, { sourceVocabularySize: 20, targetVocabularySize: 20 });
  };
  const edgesOf = (graph: ModelGraph, kind: string): string[] =>
    graph.edges.filter((edge) => edge.kind === kind).map(({ from, to }) => `${from} → ${to}`);

  it('shows input feeding, coverage, copying and tied tables', () => {
    const graph = describeModel(
      {
        tied_embeddings: true,
        tied_softmax: true,
        encoder: { embeddings: { embedding_dim: 128 } },
        decoder: {
          attention: 'concat',
          input_feeding: true,
          coverage_attn: true,
          copy_attn: true,
          embeddings: { embedding_dim: 128 },
        },
      },
      { share_vocab: true },
    );
    assert.deepEqual(edgesOf(graph, 'feedback'), [
      'decoder.attentional → decoder.layers.0',
      'decoder.output → target',
    ]);
    assert.deepEqual(edgesOf(graph, 'context'), [
      'decoder.attention → decoder.attentional',
      'decoder.attention → decoder.copy',
    ]);
    const marks = graph.nodes.filter((node) => node.marks.length > 0).map(({ id, marks }) => [id, ...marks]);
    assert.deepEqual(marks, [
      ['decoder.embeddings', 'tied'],
      ['decoder.attention', 'coverage'],
      ['decoder.output', 'tied'],
    ]);
  });

  it('lets the source enter where condition says', () => {
    const enters = (condition: string): string[] =>
      describeModel({ decoder: { condition } })
        .edges.filter(({ from, to }) => from.startsWith('encoder.') && to.startsWith('decoder.'))
        .map(({ from, to, kind }) => `${from} → ${to} (${kind})`);
    const bridge = 'encoder.layers.0 → decoder.bridge (state)';
    assert.deepEqual(enters('init'), [bridge]);
    assert.deepEqual(enters('par'), [bridge, 'encoder.layers.0 → decoder.layers.0 (context)']);
    assert.deepEqual(enters('merge'), [bridge, 'encoder.layers.0 → decoder.attentional (context)']);
    assert.deepEqual(enters('pre'), [bridge, 'encoder.layers.0 → decoder.pre (state)']);
  });
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0);

/** Nodes that no edges lead to from the first one, in whatever direction. */
function unreached({ nodes, edges }: ModelGraph): string[] {
  const reached = new Set([nodes[0]?.id]);
  for (const id of reached)
    for (const { from, to } of edges) {
      if (from === id) reached.add(to);
      if (to === id) reached.add(from);
    }
  return nodes.map(({ id }) => id).filter((id) => !reached.has(id));
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}
const root = configJsonSchema() as Schema;

function exists(path: ConfigPath): boolean {
  let found: readonly Schema[] = [root];
  for (const part of path)
    found = found
      .flatMap((schema) => [schema, ...(schema.anyOf ?? [])])
      .flatMap((schema) => (typeof part === 'number' ? schema.items : schema.properties?.[part]) ?? []);
  return found.length > 0;
}

function drawn(graph: ModelGraph | undefined): string {
  assert.ok(graph);
  const lines = graph.nodes.map((node) => {
    const out = graph.edges
      .filter(({ from }) => from === node.id)
      .map(({ to, kind }) => `    ${kind} → ${to}\n`)
      .join('');
    return `${header(node)}\n${out}`;
  });
  return lines.join('');
}

function header({ id, kind, column, detail, outputShape, parameterCount, marks, path }: GraphNode): string {
  const words = [kind, detail, ...marks].filter((word) => word !== '').join(' ');
  return `  ${id} [${column}] ${words}: ${outputShape} · ${parameterCount} · ${path.join('.')}`;
}
