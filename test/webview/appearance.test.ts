import assert from 'node:assert/strict';
import { contrastRatio, parseColor } from '../../webview/colors';
import { shiftsOf, watchShifts } from './support/layoutShifts';
import { PanelBrowser } from './support/panelPage';
import { attentionAt, devLine, run, samplesAt, snapshot, trainLine } from './support/runFixture';
import { themes } from './support/themes';

describe('The look of the dashboard', () => {
  const browser = new PanelBrowser();
  before(() => browser.start());
  after(() => browser.stop());

  for (const theme of Object.values(themes))
    describe(`in the ${theme.name} theme`, () => {
      it('has lines that stand out 3:1', async () => {
        const { page } = await browser.open({ theme, snapshot });
        const background = parseColor(theme.variables['editor-background'] ?? '');
        const entries = await page.locator('.legend-entry').evaluateAll((elements) =>
          elements.map((element) => ({
            curve: (element as HTMLElement).dataset['curve'] ?? '',
            color: getComputedStyle(element.querySelector('.swatch')!).color,
          })),
        );
        assert.equal(entries.length, 11);
        for (const { curve, color } of entries.filter((entry) => !entry.curve.endsWith('-raw'))) {
          const parsed = parseColor(color);
          assert.ok(parsed && background);
          const ratio = contrastRatio(parsed, background);
          assert.ok(ratio >= 3, `${curve} has ${ratio.toFixed(2)}:1`);
        }
      });
    });

  it('never moves while training goes on', async () => {
    const panel = await browser.open({ snapshot, attention: attentionAt });
    await panel.page.locator('.heatmap-grid').waitFor();
    await panel.settle();
    await watchShifts(panel.page);
    for (const step of [1250, 1260, 9990, 10_000]) {
      const changes = {
        step,
        epoch: step / 300,
        tokensPerSecond: step * 3,
        elapsedMs: step * 60,
        remainingMs: 5_000_000 / step,
      };
      await panel.send({
        type: 'delta',
        run: { ...run, ...changes, phase: step === 9990 ? 'validating' : 'training' },
        train: [trainLine(step)],
        dev: step % 1000 === 0 ? [devLine(step, true)] : [],
        samples: step % 1000 === 0 ? [samplesAt(step)] : [],
      });
      await panel.settle();
    }
    assert.deepEqual(await shiftsOf(panel.page), []);
  });

  it('fits a narrow panel without scrolling sideways', async () => {
    const panel = await browser.open({
      snapshot,
      attention: attentionAt,
      viewport: { width: 420, height: 800 },
    });
    await panel.page.locator('.heatmap-grid').waitFor();
    await panel.settle();
    const overflow = await panel.page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    assert.ok(overflow <= 0, `${overflow} px too wide`);
    await panel.screenshot('narrow');
  });

  it('shows samples that wait for their first validation', async () => {
    const panel = await browser.open({
      theme: themes.light,
      snapshot: {
        ...snapshot,
        run: { ...run, best: undefined },
        train: [trainLine(10)],
        dev: [],
        samples: [samplesAt(0)].slice(1),
      },
    });
    await panel.settle();
    await panel.screenshot('first-steps');
    assert.deepEqual(panel.problems, []);
  });
});
