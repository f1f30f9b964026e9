import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { recordFigure } from '../support/figures';
import { webviewPages } from '../../scripts/lib/webviewBundle.mjs';
import { colorRules, findBarriers } from './support/findBarriers';
import { findMotion } from './support/findMotion';
import { pageStates } from './support/pageStates';
import { applyTheme, themes } from './support/themes';

const pictures = path.resolve('test-results');

/** Runs in the page. */
const twoFrames = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

/** Runs in the page: from the navigation to the frame after the first that has more than a ring. */
const firstPaintMs = (): number => (window as unknown as { firstPaintMs: number }).firstPaintMs;

describe('Every page', () => {
  before(() => mkdirSync(pictures, { recursive: true }));

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
        for (let tries = 0; tries < 2; tries++) {
          const { page } = (await states[usual]?.()) ?? assert.fail(`${name} has no state "${usual}"`);
          bestMs = Math.min(bestMs, await page.evaluate(firstPaintMs));
        }
        assert.ok(bestMs > 0 && Number.isFinite(bestMs));
        recordFigure({ name: `first paint of ${name}`, value: bestMs, unit: 'ms', budget: 300 });
      });

      for (const [state, open] of Object.entries(states))
        it(`has no barrier in any theme and keeps still where that is asked for: ${state}`, async () => {
          const { page, problems } = await open();
          const picture = `webview-${name}-${state.replaceAll(/[^a-z]+/g, '-')}`;
          for (const theme of Object.values(themes)) {
            await page.evaluate(applyTheme, theme);
            // The controls of the library take their colours over a little later.
            await page.evaluate(twoFrames);
            // Rules that do not see colours give the same answer in each theme.
            const rules = theme === themes.dark ? [] : colorRules;
            assert.deepEqual(await findBarriers(page, rules), [], theme.name);
            await page.screenshot({
              path: path.join(pictures, `${picture}-${theme.name}.png`),
              fullPage: true,
            });
          }
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
