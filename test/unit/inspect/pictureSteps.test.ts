import assert from 'node:assert/strict';
import { drawPictureSteps } from '../../../src/cli/pictureDrawing';
import { parseConfig } from '../../../src/core/config/parseConfig';
import { inkDigit, picturesOfText } from '../../../src/core/inspect/pictureSteps';

const files = { train: 'train.tsv', dev: 'dev.tsv' };

const paintings = { train: 'train.tsv', dev: { generator: 'paintings', size: 8 } };

function configOf(rest: object) {
  const { config } = parseConfig(JSON.stringify({ data: files, ...rest }));
  assert.ok(config);
  return config;
}

describe('the pictures of a text', () => {
  const overPixels = configOf({ task: 'language_model', model: { decoder: { row_length: 3 } } });

  it('are what a model over pixels was given, and how it went on', () => {
    const pictures = picturesOfText(overPixels, { source: '·█', reference: '░▓██', hypothesis: '░▓' });
    assert.deepEqual(pictures, { width: 3, height: 2, steps: ['090000', '093600'], reference: '093699' });
  });

  it('are what was painted, stroke by stroke, whatever the decoder wrote', () => {
    const config = configOf({ data: paintings });
    const of = (hypothesis: string) =>
      picturesOfText(config, { source: '', reference: 'M0,0 L2,0 M7,0 L7,2', hypothesis });
    const first = `999${'0'.repeat(61)}`;
    assert.deepEqual(of('M0,0 L2,0 M7,7 L7,7')?.steps, [first, `${first.slice(0, 63)}9`]);
    assert.deepEqual(of('L2,0')?.steps, ['0'.repeat(64)]);
    assert.equal(of('')?.reference.slice(0, 24), '999000090000000900000009');
  });

  it('are none where the text is no picture', () => {
    const words = { source: 'a', reference: 'one two', hypothesis: 'one' };
    const moves = { source: '', reference: 'M0,0 L2,0', hypothesis: 'M0,0 L2,0' };
    assert.equal(picturesOfText(configOf({}), moves), undefined);
    assert.equal(picturesOfText(configOf({ data: paintings }), words), undefined);
    assert.equal(picturesOfText(overPixels, words), undefined);
    assert.equal(picturesOfText(configOf({ task: 'language_model' }), words), undefined);
  });

  it('have ink from 0 to 9', () => {
    assert.deepEqual([-1, 0, 0.5, 1, 2].map(inkDigit), ['0', '0', '5', '9', '9']);
  });
});

describe('the drawing of pictures in a terminal', () => {
  const pictures = { width: 2, height: 2, steps: ['0904', '0909'], reference: '9909' };

  it('has them beside each other, and what they should be last', () => {
    assert.deepEqual(drawPictureSteps(pictures, 80), ['··██  ··██  ████', '··▒▒  ··██  ··██']);
  });

  it('goes on below where the terminal ends', () => {
    assert.deepEqual(drawPictureSteps(pictures, 11), ['··██  ··██', '··▒▒  ··██', '', '████', '··██']);
    assert.equal(drawPictureSteps(pictures, 1).length, 8);
  });
});
