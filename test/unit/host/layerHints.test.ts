import assert from 'node:assert/strict';
import { parseConfig } from '../../../src/core/config/parseConfig';
import { placeLayerHints } from '../../../src/host/language/layerHints';
import type { LayerHint } from '../../../src/host/language/layerHints';
import type { ModelDescription } from '../../../src/protocol/modelling';
import { describeModel } from '../../../src/trainer/modelDescriber';
import { galleryConfigText, galleryModel } from '../../support/galleryModels';
import { assertGolden } from '../../support/goldenText';

const described = [
  'dates',
  'bahdanau',
  'gnmt',
  'captions',
  'ntm-copy',
  'tsp',
  'char-rnn',
  'draw',
  'sentiment-pooling',
];

describe('Hints about layers', () => {
  for (const name of described)
    it(`stand in the config of ${name} where its layers come from`, async () => {
      const { config, sizes } = await galleryModel(name);
      const text = galleryConfigText(name);
      const hints = placeLayerHints(text, describeModel(config, sizes));
      assertGolden(`layer-hints/${name}.txt`, withHints(text, hints));
    });

  const sizes = { sourceVocabularySize: 10, targetVocabularySize: 10 };
  const descriptionOf = (text: string): ModelDescription => {
    const { config } = parseConfig(text);
    assert.ok(config);
    return describeModel(config, sizes);
  };
  const good =
    '{ "data": { "train": "a.tsv", "dev": "a.tsv" },\n  "model": {\n    "encoder": {\n      "hidden_size": 8\n    }\n  }\n}';

  it('stand at the root where the config has no model', () => {
    const text = '{\n  "data": { "train": "a.tsv", "dev": "a.tsv" }\n}';
    const [hint, ...others] = placeLayerHints(text, descriptionOf(text));
    assert.deepEqual([hint?.scope, hint?.offset, hint?.isDefault, others.length], ['total', 1, true, 0]);
  });

  it('stand once behind a config of one line', () => {
    const text = good.replaceAll('\n', ' ');
    assert.deepEqual(
      placeLayerHints(text, descriptionOf(text)).map(({ offset }) => offset),
      [text.length],
    );
  });

  it('stay where they can while the text is broken', () => {
    const description = descriptionOf(good);
    const places = (text: string): string[] =>
      placeLayerHints(text, description).map(({ offset }) => text.slice(0, offset).split('\n').at(-1) ?? '');
    const lines = ['  "model": {', '    "encoder": {', '      "hidden_size": 8'];
    assert.deepEqual(places(good), lines);
    assert.deepEqual(places(good.replace('8', '8, "rnn_type": ')).slice(0, 2), lines.slice(0, 2));
    assert.deepEqual(places(good.replace('"hidden_size": 8', '"hidden_si')).slice(0, 2), lines.slice(0, 2));
    assert.deepEqual(places(''), []);
    assert.deepEqual(places('[]'), []);
  });
});

/** The text with its hints between ⟨ and ⟩. */
function withHints(text: string, hints: readonly LayerHint[]): string {
  return hints.reduceRight((shown, { offset, scope, shape, parameterCount, layers }) => {
    const label = `${shape === undefined ? '' : `${shape} · `}${parameterCount} parameters`;
    const hint = ` ⟨${scope}: ${label} (${layers.map(({ id }) => id).join(', ')})⟩`;
    return shown.slice(0, offset) + hint + shown.slice(offset);
  }, text);
}
