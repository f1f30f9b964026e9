import assert from 'node:assert/strict';
import { shareTrainings } from '../../../src/cli/reproduce/shareTrainings';

describe('trainings of an entry that are one', () => {
  const order = (folder: string, seed: number, test?: object, width = 8) => ({
    folder,
    configText: JSON.stringify({
      random_seed: seed,
      data: { train: 'train.tsv', ...(test === undefined ? {} : { test }) },
      model: { encoder: { hidden_size: width } },
    }),
  });
  const trainedIn = (orders: readonly { readonly folder: string; readonly configText: string }[]) =>
    shareTrainings(orders).map((shared) => shared.trainedIn);

  it('are those that differ in data.test alone', () => {
    const orders = [
      order('a', 1, { max_length: 8 }),
      order('b', 1, { max_length: 16 }),
      order('c', 1),
      order('d', 2, { max_length: 16 }),
      order('e', 1, { max_length: 8 }, 16),
      order('f', 2, { max_length: 8 }),
    ];
    assert.deepEqual(trainedIn(orders), [undefined, 'a', 'a', undefined, undefined, 'd']);
  });

  it('are found whatever comments and spaces the configs have', () => {
    const [first, second] = [order('a', 1), order('b', 1)];
    const commented = { ...second, configText: `// the same\n${second.configText.replaceAll(':', ' : ')}` };
    assert.deepEqual(trainedIn([first, commented]), [undefined, 'a']);
  });
});
