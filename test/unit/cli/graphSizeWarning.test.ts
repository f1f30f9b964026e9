import assert from 'node:assert/strict';
import { graphSizeWarning, type TrainingGraph } from '../../../src/trainer/trainingGraphs';

function graph(nodes: number, sourceTime: number): TrainingGraph {
  return { batchSize: 64, sourceTime, targetTime: 12, nodes, loops: true, firstRunSeconds: nodes / 5000 };
}

describe('The warning about large graphs', () => {
  it('is not there while all graphs are within the budget', () => {
    assert.equal(graphSizeWarning([]), undefined);
    assert.equal(graphSizeWarning([graph(6000, 10), graph(200, 8)]), undefined);
  });

  it('names the largest graph, the seconds of all of them and what to do', () => {
    const warning = graphSizeWarning([graph(7000, 10), graph(9100, 20), graph(5000, 6)]);
    assert.ok(warning !== undefined);
    assert.match(warning, /about 9,100 nodes, with its recurrences as loops \(batches of 64 × 20 × 12;/);
    assert.match(warning, /about 5 s before the first step/);
    for (const remedy of ['training.length_bucket_width', 'data.src.max_length', 'engine "wasm"'])
      assert.ok(warning.includes(remedy), remedy);
  });
});
