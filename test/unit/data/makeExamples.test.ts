import assert from 'node:assert/strict';
import { dataSchema } from '../../../src/core/config/schema';
import { encodePair, makeExamples } from '../../../src/core/data/makeExamples';
import { buildCodecs } from '../../../src/core/data/buildCodecs';

const pairs = [
  { source: 'ab', target: 'xyz', line: 1 },
  { source: 'abcd', target: 'x', line: 2 },
  { source: 'a', target: 'xyzxyz', line: 3 },
];

describe('makeExamples', () => {
  const data = dataSchema.parse({ train: 'a', dev: 'b', src: { max_length: 3 }, trg: { max_length: 5 } });
  const codecs = buildCodecs(data, pairs);

  it('encodes pairs that fit and reports those that are too long on either side', () => {
    const { examples, tooLong } = makeExamples(codecs, pairs, data);
    assert.deepEqual(
      examples.map(({ pair }) => pair.line),
      [1],
    );
    assert.deepEqual(
      tooLong.map(({ line }) => line),
      [2, 3],
    );
  });

  it('ends source and target with the end symbol, and gives the target no begin symbol', () => {
    const { sourceIds, targetIds } = encodePair(codecs, pairs[0]!);
    assert.deepEqual(
      [...sourceIds].map((id) => codecs.source.tokenOf(id)),
      ['a', 'b', '</s>'],
    );
    assert.deepEqual(
      [...targetIds].map((id) => codecs.target.tokenOf(id)),
      ['x', 'y', 'z', '</s>'],
    );
  });
});
