import assert from 'node:assert/strict';
import { recordFigure } from '../support/figures';
import { webviewPages } from '../../scripts/lib/webviewBundle.mjs';
import { findMotion } from './support/findMotion';
import { assertNoBarrier } from './support/inEveryTheme';
import { pageStates } from './support/pageStates';

/** Runs in the page: from the navigation to the frame after the first that has more than a ring. */
const firstPaintMs = (): number => (window as unknown as { firstPaintMs: number }).firstPaintMs;

describe('Every page', () => {
  it('is in the list of those whose states are looked at', () => {
    assert.deepEqual(Object.keys(pageStates).sort(), Object.keys(webviewPages).sort());
  });

  for (const [name, create] of Object.entries(pageStates)) {
    const { start, stop, usual, states } = create();
    describe(name, () => {
      before(start);
      after(stop);

      it('is painted soon', async () => {
        let bestMs = Infinity;
        for (let tries = 0; tries < 4; tries++) {
          const { page } = (await states[usual]?.()) ?? assert.fail(`${name} has no state "${usual}"`);
          bestMs = Math.min(bestMs, await page.evaluate(firstPaintMs));
        }
        assert.ok(bestMs > 0 && Number.isFinite(bestMs));
        recordFigure({ name: `first paint of ${name}`, value: bestMs, unit: 'ms', budget: 300 });
      });

      for (const [state, open] of Object.entries(states))
        it(`has no barrier in any theme and keeps still where that is asked for: ${state}`, async () => {
          const { page, problems } = await open();
          await assertNoBarrier(page, `${name}-${state.replaceAll(/[^a-z]+/g, '-')}`);
          await page.emulateMedia({ reducedMotion: 'reduce' });
          const motion = await findMotion(page);
          await page.emulateMedia({ reducedMotion: null });
          assert.deepEqual(motion, []);
          await page.evaluate(() => document.body.classList.add('vscode-reduce-motion'));
          assert.deepEqual(await findMotion(page), []);
          assert.deepEqual(problems, []);
        });
    });
  }
});
