import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { countPixels, fingerprint } from './support/canvas';
import { PanelBrowser, type PanelPage } from './support/panelPage';
import { attentionAt, run, snapshot, trainLine } from './support/runFixture';
import { themes } from './support/themes';

const darkTrain = [0x59, 0xa4, 0xf9] as const;
const darkSequences = [0xb1, 0x80, 0xd7] as const;
const lightSequences = [0x65, 0x2d, 0x90] as const;
const lightTrain = [0x00, 0x63, 0xd3] as const;

describe('The training curves', () => {
  const browser = new PanelBrowser();
  before(() => browser.start());
  after(() => browser.stop());

  const open = (): Promise<PanelPage> => browser.open({ snapshot, attention: attentionAt });
  const lossCanvas = ({ page }: PanelPage): Locator => page.locator('.chart canvas[role="img"]').first();
  const restingZoom = async (panel: PanelPage): Promise<{ min: number; max: number } | undefined> =>
    (await panel.savedState())['zoom'] as { min: number; max: number } | undefined;

  it('are painted in the colours of the theme, and again when it changes', async () => {
    const panel = await open();
    await panel.settle();
    assert.ok((await countPixels(lossCanvas(panel), darkTrain)) > 200);
    await panel.setTheme(themes.light);
    assert.ok((await countPixels(lossCanvas(panel), lightTrain)) > 200);
    assert.equal(await countPixels(lossCanvas(panel), darkTrain, 4), 0);
    // The squares of its points, which are as the line.
    const accuracy = panel.page.locator('.chart canvas[role="img"]').nth(1);
    assert.equal(await countPixels(accuracy, darkSequences, 4), 0);
    assert.ok((await countPixels(accuracy, lightSequences)) > 60);
  });

  it('say in words what they show', async () => {
    const panel = await open();
    const loss = await lossCanvas(panel).getAttribute('aria-label');
    assert.match(loss ?? '', /Loss .* over steps 10 to 1,240\./);
    assert.match(loss ?? '', /dev: 0\.2309 at step 1,200/);
    assert.match(loss ?? '', /Best validation at step 1,200\./);
    assert.equal(await lossCanvas(panel).getAttribute('role'), 'img');
    const accuracy = await panel.page.locator('.chart canvas[role="img"]').nth(1).getAttribute('aria-label');
    assert.match(accuracy ?? '', /dev sequences: 55\.6% at step 1,200/);
  });

  it('smooth by a debiased moving average', async () => {
    const losses = [4, 2, 1];
    const panel = await browser.open({
      snapshot: {
        ...snapshot,
        train: losses.map((loss, index) => ({ ...trainLine((index + 1) * 10), loss })),
        dev: [],
        samples: [],
      },
    });
    const latest = async (weight: string): Promise<string | null> => {
      await panel.page.getByRole('slider', { name: 'Smoothing' }).fill(weight);
      await panel.settle();
      return panel.page.locator('[data-curve="loss-train"] .legend-value').textContent();
    };
    assert.equal(await latest('0'), '1.000');
    // Weights of the past 0.5, 0.25, 0.125 of the values, divided by their sum.
    assert.equal(await latest('0.5'), ((0.125 * 4 + 0.25 * 2 + 0.5 * 1) / 0.875).toPrecision(4));
    assert.equal(
      await latest('0.99'),
      ((0.01 * (0.9801 * 4 + 0.99 * 2 + 1)) / (1 - 0.99 ** 3)).toPrecision(4),
    );
  });

  it('skip values that are not numbers', async () => {
    const panel = await browser.open({
      snapshot: {
        ...snapshot,
        train: [trainLine(10), { ...trainLine(20), loss: NaN }, trainLine(30)],
        dev: [],
      },
    });
    assert.match((await lossCanvas(panel).getAttribute('aria-label')) ?? '', /over steps 10 to 30/);
    assert.deepEqual(panel.problems, []);
  });

  it('switch single curves off and on', async () => {
    const panel = await open();
    await panel.settle();
    const before = await countPixels(lossCanvas(panel), darkTrain);
    const entry = panel.page.locator('[data-curve="loss-train"]');
    await entry.click();
    await panel.settle();
    assert.equal(await entry.getAttribute('aria-pressed'), 'false');
    assert.ok((await countPixels(lossCanvas(panel), darkTrain)) < before / 10);
    await entry.click();
    await panel.settle();
    assert.ok((await countPixels(lossCanvas(panel), darkTrain)) > before / 2);
  });

  it('zoom by wheel about the pointer, move by drag, and show all on a double click', async () => {
    const panel = await open();
    const box = await lossCanvas(panel).boundingBox();
    assert.ok(box);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await panel.page.mouse.move(x, y);
    for (let turns = 0; turns < 4; turns++) {
      await panel.page.mouse.wheel(0, -200);
      await panel.settle();
    }
    const near = await restingZoom(panel);
    assert.ok(near !== undefined && near.min > 100 && near.max < 1140, JSON.stringify(near));
    await panel.page.mouse.down();
    await panel.page.mouse.move(x + 60, y, { steps: 6 });
    await panel.page.mouse.up();
    const moved = await restingZoom(panel);
    assert.ok(moved !== undefined && moved.min < near.min - 20, JSON.stringify(moved));
    assert.ok(Math.abs(moved.max - moved.min - (near.max - near.min)) < 1);
    await panel.page.mouse.dblclick(x, y);
    assert.equal(await restingZoom(panel), undefined);
  });

  it('let the wheel scroll the page where there is nothing to zoom out to', async () => {
    const panel = await browser.open({ snapshot, viewport: { width: 900, height: 500 } });
    await lossCanvas(panel).hover();
    await panel.page.mouse.wheel(0, 300);
    await panel.page.waitForFunction(() => window.scrollY > 0, undefined, { timeout: 10_000 });
    assert.equal(await restingZoom(panel), undefined);
  });

  it('zoom and move by buttons, both charts together', async () => {
    const panel = await open();
    const accuracy = panel.page.locator('.chart canvas[role="img"]').nth(1);
    await panel.settle();
    const before = await fingerprint(accuracy);
    const press = (name: string): Promise<void> => panel.page.getByRole('button', { name }).click();
    await press('Zoom in');
    const near = await restingZoom(panel);
    assert.ok(near !== undefined && near.min > 200 && near.max < 1040);
    assert.notEqual(await fingerprint(accuracy), before);
    await press('Move to earlier steps');
    const moved = await restingZoom(panel);
    assert.ok(moved !== undefined && moved.min < near.min);
    await press('Move to later steps');
    await press('Zoom out');
    assert.equal(await restingZoom(panel), undefined);
    await press('Zoom in');
    await press('Show all steps');
    assert.equal(await restingZoom(panel), undefined);
  });

  it('can have a logarithmic axis', async () => {
    const panel = await open();
    await panel.settle();
    const before = await fingerprint(lossCanvas(panel));
    await panel.page.getByRole('checkbox', { name: 'Log loss' }).click();
    await panel.settle();
    assert.notEqual(await fingerprint(lossCanvas(panel)), before);
    assert.deepEqual(panel.problems, []);
  });

  it('name the values under the pointer and mark the step in both charts', async () => {
    const panel = await open();
    const crosshair = panel.page.locator('.chart .plot-overlay').nth(1);
    const tooltip = panel.page.locator('.plot-tooltip');
    await lossCanvas(panel).hover();
    await panel.settle();
    const crossed = await fingerprint(crosshair);
    assert.match((await tooltip.textContent()) ?? '', /^Step 5\d\d/);
    assert.deepEqual((await tooltip.locator('.tooltip-name').allTextContents()).sort(), ['dev', 'train']);
    assert.match(
      (await tooltip.locator('tr', { hasText: 'dev' }).textContent()) ?? '',
      /dev\d\.\d+step 400$/,
    );
    await panel.page.mouse.move(2, 2);
    await panel.settle();
    assert.notEqual(await fingerprint(crosshair), crossed);
    assert.equal(await tooltip.isVisible(), false);
  });

  it('are read by arrow keys, which say the values of a step, and zoomed by others', async () => {
    const panel = await open();
    const chart = panel.page.getByRole('group', { name: /^Accuracy\. Arrow keys/ });
    await chart.focus();
    await panel.page.keyboard.press('End');
    const said = panel.page.locator('.chart').nth(1).locator('[aria-live]');
    assert.match((await said.textContent()) ?? '', /^Step 1,240\. .*dev sequences: 55\.6%/);
    await panel.page.keyboard.press('+');
    const near = await restingZoom(panel);
    assert.ok(near?.max === 1240 && near.min > 300, JSON.stringify(near));
    await panel.page.keyboard.press('Shift+ArrowLeft');
    assert.ok(((await restingZoom(panel))?.max ?? 1240) < 1240);
    await panel.page.keyboard.press('0');
    assert.equal(await restingZoom(panel), undefined);
  });

  it('fill their place, also when it becomes wider, narrower and lower', async () => {
    const panel = await browser.open({ snapshot, viewport: { width: 700, height: 900 } });
    for (const viewport of [
      { width: 1500, height: 900 },
      { width: 420, height: 900 },
      { width: 900, height: 620 },
    ]) {
      await panel.page.setViewportSize(viewport);
      await panel.settle();
      const place = await panel.page.locator('.chart-body').first().boundingBox();
      const drawn = await lossCanvas(panel).boundingBox();
      assert.ok(place && drawn);
      assert.ok(Math.abs(drawn.width - place.width) < 1.5, `${drawn.width} of ${place.width} pixels wide`);
      assert.ok(
        Math.abs(drawn.height - place.height) < 1.5,
        `${drawn.height} of ${place.height} pixels high`,
      );
    }
  });

  it('come no closer than four steps', async () => {
    const panel = await open();
    for (let turns = 0; turns < 20; turns++)
      await panel.page.getByRole('button', { name: 'Zoom in' }).click();
    const near = await restingZoom(panel);
    assert.ok(near);
    assert.equal((near.max - near.min).toFixed(6), '4.000000');
    await panel.page.getByRole('button', { name: 'Zoom in' }).click();
    assert.equal((await restingZoom(panel))?.min.toFixed(6), near.min.toFixed(6));
  });

  it('can be read as a table, newest first', async () => {
    const panel = await open();
    await panel.page.getByRole('button', { name: 'View as table' }).click();
    await panel.settle();
    const rows = panel.page.locator('.metrics-table tbody tr');
    assert.equal(await rows.count(), 124);
    assert.deepEqual((await rows.nth(4).locator('td').allTextContents()).slice(0, 2), ['1,200', '4.00']);
    assert.match((await rows.nth(4).textContent()) ?? '', /55\.6% \(best so far\)/);
    await panel.page.getByRole('button', { name: 'View as charts' }).click();
    await panel.settle();
    await lossCanvas(panel).waitFor();
  });

  it('show BLEU and chrF where a run measures them, and do not name them elsewhere', async () => {
    const legend = ({ page }: PanelPage): Promise<string[]> =>
      page.locator('[data-curve^="accuracy-"]:visible').allTextContents();
    const without = await open();
    assert.ok((await legend(without)).every((text) => !/BLEU|chrF/.test(text)));
    const dev = snapshot.dev.map((line) => ({ ...line, bleu: 42.195, chrf: 61.03, editDistance: 0.125 }));
    const panel = await browser.open({
      snapshot: { ...snapshot, dev, run: { ...run, best: { metric: 'bleu', value: 42.195, step: 1200 } } },
      attention: attentionAt,
    });
    await panel.settle();
    const named = await legend(panel);
    assert.ok(named.includes('dev BLEU42.2%') && named.includes('dev chrF61.0%'), named.join(', '));
    const accuracy = await panel.page.locator('.chart canvas[role="img"]').nth(1).getAttribute('aria-label');
    assert.match(accuracy ?? '', /dev BLEU: 42\.2% at step 1,200/);
    assert.match((await panel.page.locator('.facts').textContent()) ?? '', /Best BLEU42\.20 at step 1,200/);
    await panel.page.getByRole('button', { name: 'View as table' }).click();
    await panel.settle();
    const table = panel.page.locator('.metrics-table');
    assert.deepEqual((await table.locator('th').allTextContents()).slice(7, 10), [
      'Dev BLEU',
      'Dev chrF',
      'Dev edit distance',
    ]);
    assert.deepEqual((await table.locator('tbody tr').nth(4).locator('td').allTextContents()).slice(7, 10), [
      '42.20',
      '61.03',
      '0.1250',
    ]);
  });

  it('limit the table to the newest rows and say so', async () => {
    const train = Array.from({ length: 1000 }, (_, index) => trainLine(index + 1));
    const panel = await browser.open({ snapshot: { ...snapshot, train, dev: [] } });
    await panel.page.getByRole('button', { name: 'View as table' }).click();
    await panel.page.getByText('The newest 300 of 1,000 rows.', { exact: false }).waitFor();
  });

  it('announce validations, not every training point', async () => {
    const panel = await open();
    const live = panel.page.locator('.curves > [aria-live]');
    await panel.send({ type: 'delta', run, train: [trainLine(1250)], dev: [], samples: [] });
    await panel.settle();
    assert.equal(await live.textContent(), '');
    const [line] = snapshot.dev;
    assert.ok(line);
    await panel.send({ type: 'delta', run, train: [], dev: [{ ...line, step: 1400 }], samples: [] });
    await panel.settle();
    assert.match((await live.textContent()) ?? '', /at step 1,400/);
  });

  it('say what they wait for, and what to do when nothing was logged', async () => {
    const empty = { ...snapshot, train: [], dev: [], samples: [] };
    const panel = await browser.open({ snapshot: empty });
    await panel.page.getByText('Waiting for the first training step…').first().waitFor();
    await panel.send({ ...empty, run: { ...run, status: 'finished' } });
    await panel.page.getByText('Lower training.logging_freq', { exact: false }).first().waitFor();
  });
});
