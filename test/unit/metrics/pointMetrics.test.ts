import assert from 'node:assert/strict';
import { measurePoints } from '../../../src/core/metrics/measurePoints';
import type { PointMetricName, PointTask } from '../../../src/core/metrics/pointMetrics';

/** A square, and a point in its middle. */
const square = '0.1,0.1 0.9,0.1 0.9,0.9 0.1,0.9 0.5,0.5';

function valueOf(
  task: PointTask,
  name: PointMetricName,
  hypothesis: string,
  reference: string,
  source = square,
) {
  return measurePoints(task, [{ source, hypothesis, reference }])[name]?.value;
}

describe('metrics of hulls', () => {
  const hull = '1 2 3 4 1';
  const accuracy = (hypothesis: string) => valueOf('convex_hull', 'hull_accuracy', hypothesis, hull);

  it('take the same polygon for right, wherever it begins and whichever way round', () => {
    for (const same of [hull, '1 2 3 4', '3 4 1 2 3', '4 3 2 1 4', '2 1 4 3'])
      assert.equal(accuracy(same), 1, same);
    for (const other of ['1 2 3', '1 3 2 4 1', '1 2 3 4 5 1', '1 2 2 3 4 1', '', '1 2 3 9', 'a b c'])
      assert.equal(accuracy(other), 0, other);
  });

  it('say how much of the area a polygon covers, and leave out what has none', () => {
    const area = (hypothesis: string) => valueOf('convex_hull', 'hull_area', hypothesis, hull);
    assert.ok(Math.abs(area(hull)! - 1) < 1e-12);
    assert.ok(Math.abs(area('1 2 3 1')! - 0.5) < 1e-12);
    for (const none of ['1 3 2 4 1', '1 2 1', '', '9 9 9']) {
      assert.equal(area(none), undefined, none);
      assert.equal(valueOf('convex_hull', 'valid_hulls', none, hull), 0);
    }
  });
});

describe('metrics of tours', () => {
  const tour = '1 2 3 4';
  const corners = '0.1,0.1 0.9,0.1 0.9,0.9 0.1,0.9';
  const valid = (hypothesis: string) => valueOf('tsp', 'valid_tours', hypothesis, tour, corners);
  const excess = (hypothesis: string) => valueOf('tsp', 'tour_excess', hypothesis, tour, corners);

  it('take every order of all points for a tour, and nothing else', () => {
    for (const order of [tour, '4 3 2 1', '2 4 1 3']) assert.equal(valid(order), 1);
    for (const other of ['1 2 3', '1 2 3 4 1', '1 2 3 3', '1 2 3 5', ''])
      assert.equal(valid(other), 0, other);
  });

  it('say by how much a tour is longer than the shortest one', () => {
    assert.equal(excess(tour), 0);
    // Two diagonals in place of two sides.
    assert.ok(Math.abs(excess('1 3 2 4')! - (2 + 2 * Math.SQRT2) / 4 + 1) < 1e-12);
    assert.equal(excess('1 2 3'), undefined);
  });

  it('count the valid ones only', () => {
    const answers = ['1 2 3', tour].map((hypothesis) => ({ source: corners, hypothesis, reference: tour }));
    const { valid_tours, tour_excess } = measurePoints('tsp', answers);
    assert.equal(valid_tours?.value, 0.5);
    assert.equal(tour_excess?.value, 0);
  });
});

describe('metrics of triangulations', () => {
  const triangles = '1 2 5 1 4 5 2 3 5 3 4 5';

  it('compare triangles, not their order', () => {
    const of = (name: PointMetricName, hypothesis: string) =>
      valueOf('delaunay', name, hypothesis, triangles);
    assert.equal(of('triangulation_accuracy', '5 4 3 5 2 1 1 4 5 3 2 5'), 1);
    assert.equal(of('triangle_coverage', '5 4 3 5 2 1 1 4 5 3 2 5'), 1);
    assert.equal(of('triangulation_accuracy', '1 2 5 1 4 5 2 3 5'), 0);
    assert.equal(of('triangle_coverage', '1 2 5 1 4 5 2 3 4'), 0.5);
    assert.equal(of('triangulation_accuracy', `${triangles} 1`), 0);
    assert.equal(of('triangle_coverage', '1 2 9'), 0);
  });
});
