import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { PanelAttention, Sample } from '../../src/protocol/panel';
import { countPixels, fingerprint } from './support/canvas';
import { PanelBrowser, type OpenOptions, type PanelPage } from './support/panelPage';
import { attentionAt, attentionMap, devLine, run, samplesAt, snapshot } from './support/runFixture';
import { themes } from './support/themes';

const tokens = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

describe('The attention map', () => {
  const browser = new PanelBrowser();
  before(() => browser.start());
  after(() => browser.stop());

  const open = async (options: OpenOptions = {}): Promise<PanelPage> => {
    const panel = await browser.open({ snapshot, attention: attentionAt, ...options });
    await panel.page.locator('.heatmap-grid').waitFor();
    await panel.settle();
    return panel;
  };
  /** Opens a map of its own: `[target, source]`. */
  const openMap = (
    targetTokens: string[],
    sourceTokens: string[],
    values: Float32Array,
    options: OpenOptions = {},
  ): Promise<PanelPage> => {
    const sample: Sample = {
      index: 0,
      source: sourceTokens.join(' '),
      reference: 'r',
      hypothesis: targetTokens.join(' '),
      correct: false,
      sourceTokens,
      hypothesisTokens: targetTokens,
      logProbability: -1,
    };
    return open({
      snapshot: { ...snapshot, samples: [{ step: 1200, samples: [sample] }] },
      attention: (step, index) => ({
        step,
        index,
        rows: targetTokens.length,
        columns: sourceTokens.length,
        values,
      }),
      ...options,
    });
  };
  const canvas = ({ page }: PanelPage): Locator => page.locator('.heatmap canvas');
  const grid = ({ page }: PanelPage): Locator => page.locator('.heatmap-grid');
  const announced = ({ page }: PanelPage): Promise<string | null> =>
    page.locator('.attention-view > [aria-live]').textContent();
  const value = (map: PanelAttention | undefined, row: number, column: number): string =>
    (map?.values[row * map.columns + column] ?? NaN).toFixed(2);

  it('asks once for the map of each sample it shows', async () => {
    const panel = await open();
    assert.deepEqual(await panel.waitFor('attention-request'), [
      { type: 'attention-request', step: 1200, index: 0 },
    ]);
    await panel.page.locator('.sample').nth(2).click();
    await panel.page.locator('.sample').nth(0).click();
    await panel.settle();
    assert.equal((await panel.waitFor('attention-request', 2)).length, 2);
  });

  it('shows the value under the pointer and highlights its tokens', async () => {
    const panel = await openMap(
      ['x', 'y'],
      ['a', 'b', 'c'],
      Float32Array.of(0.7, 0.2, 0.1, 0.05, 0.12, 0.83),
    );
    const before = await fingerprint(canvas(panel));
    const box = await canvas(panel).boundingBox();
    assert.ok(box);
    // The last cell, 40 px wide, ends at the right lower corner.
    await panel.page.mouse.move(box.x + box.width - 20, box.y + box.height - 20);
    await panel.settle();
    assert.equal(await panel.page.locator('.tooltip').textContent(), 'target ‘y’ → source ‘c’ 0.83');
    assert.deepEqual(await panel.page.locator('.chip-highlight .chip-token').allTextContents(), ['y', 'c']);
    assert.notEqual(await fingerprint(canvas(panel)), before);
    await panel.page.mouse.move(2, 2);
    await panel.settle();
    assert.equal(await panel.page.locator('.tooltip').isHidden(), true);
    assert.equal(await fingerprint(canvas(panel)), before);
  });

  it('is a grid for the keyboard and tells every cell', async () => {
    const panel = await open();
    const map = attentionAt(1200, 0);
    assert.ok(map);
    const [sample] = samplesAt(1200).samples;
    assert.ok(sample);
    assert.equal(await grid(panel).getAttribute('role'), 'grid');
    assert.equal(await grid(panel).getAttribute('aria-rowcount'), String(map.rows));
    assert.equal(await grid(panel).getAttribute('aria-colcount'), String(map.columns));
    await panel.page.getByRole('slider', { name: 'Decoding step' }).focus();
    await panel.page.getByRole('checkbox', { name: 'Scale to maximum' }).focus();
    await panel.page.keyboard.press('Tab');
    assert.equal(await grid(panel).evaluate((element) => element === document.activeElement), true);
    const strongest = map.values
      .subarray(0, map.columns)
      .indexOf(Math.max(...map.values.subarray(0, map.columns)));
    const cell = (row: number, column: number): string =>
      `target ‘${sample.hypothesisTokens[row] ?? ''}’ → source ‘${(sample.sourceTokens[column] ?? '').replace(' ', '␣')}’ ${value(map, row, column)}`;
    assert.equal(await announced(panel), cell(0, strongest));
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('ArrowLeft');
    assert.equal(await announced(panel), cell(1, strongest - 1));
    await panel.page.keyboard.press('Control+End');
    assert.equal(await announced(panel), cell(map.rows - 1, map.columns - 1));
    await panel.page.keyboard.press('ArrowDown');
    assert.equal(await announced(panel), cell(map.rows - 1, map.columns - 1));
    await panel.page.keyboard.press('Home');
    const active = await grid(panel).getAttribute('aria-activedescendant');
    assert.equal(await panel.page.locator(`#${active ?? ''}`).textContent(), cell(map.rows - 1, 0));
    await panel.page.keyboard.press('Enter');
    await panel.settle();
    assert.equal(
      await panel.page.getByRole('slider', { name: 'Decoding step' }).inputValue(),
      String(map.rows),
    );
  });

  it('goes through the decoding steps with a slider, buttons and clicks', async () => {
    const panel = await open();
    const slider = panel.page.getByRole('slider', { name: 'Decoding step' });
    const before = await fingerprint(canvas(panel));
    await slider.fill('5');
    await panel.settle();
    assert.notEqual(await fingerprint(canvas(panel)), before);
    assert.equal(await slider.getAttribute('aria-valuetext'), '5 of 11 writes ‘-’');
    const map = attentionAt(1200, 0);
    assert.ok(map);
    const written = await panel.page
      .locator('.token-strip')
      .nth(1)
      .locator('.chip-strong .chip-value')
      .allTextContents();
    const large = Array.from(map.values.subarray(4 * map.columns, 5 * map.columns)).filter(
      (weight) => weight >= 0.1,
    );
    assert.deepEqual(
      written,
      large.map((weight) => weight.toFixed(2)),
    );
    await panel.page.getByRole('button', { name: 'Step forward' }).click();
    await panel.settle();
    assert.equal(await slider.inputValue(), '6');
    await panel.page.getByRole('button', { name: 'Step back' }).click();
    await panel.settle();
    assert.equal(await slider.inputValue(), '5');
    await panel.page.locator('.token-strip').first().locator('.chip').nth(1).click();
    await panel.settle();
    assert.equal(await slider.inputValue(), '2');
    assert.equal(await panel.page.locator('[aria-current="step"] .chip-token').textContent(), '0');
  });

  it('plays the decoding steps and stops at the last', async () => {
    const panel = await openMap(['x', 'y', 'z'], ['a'], Float32Array.of(1, 1, 1));
    const slider = panel.page.getByRole('slider', { name: 'Decoding step' });
    await panel.page.getByRole('button', { name: 'Play the decoding steps' }).click();
    await panel.page.locator('.attention').getByRole('button', { name: 'Pause' }).waitFor();
    await panel.page.getByRole('button', { name: 'Play the decoding steps' }).waitFor({ timeout: 20_000 });
    assert.equal(await slider.inputValue(), '3');
  });

  it('keeps the map on the screen until that of the next validation arrives', async () => {
    const panel = await open();
    panel.attention = undefined;
    await panel.send({
      type: 'delta',
      run,
      train: [],
      dev: [devLine(1400, true)],
      samples: [samplesAt(1400)],
    });
    await panel.waitFor('attention-request', 2);
    await panel.settle();
    assert.equal(await canvas(panel).isVisible(), true);
    await panel.page.getByText('sample 1, step 1,200').waitFor();
    await panel.send({ type: 'attention', step: 1400, index: 0, map: attentionAt(1400, 0) });
    await panel.page.getByText('sample 1, step 1,400').waitFor();
  });

  it('says when a map was not kept', async () => {
    const panel = await browser.open({ snapshot, attention: () => undefined });
    await panel.page
      .getByText('No attention was kept for sample 1 at step 1,200.', { exact: false })
      .waitFor();
  });

  it('takes a map whose size does not match its values as missing', async () => {
    const panel = await browser.open({
      snapshot,
      attention: (step, index) => ({ step, index, rows: 3, columns: 3, values: new Float32Array(4) }),
    });
    await panel.page.getByText('No attention was kept', { exact: false }).waitFor();
    assert.deepEqual(panel.problems, []);
  });

  it('names the key to change when the model has no attention', async () => {
    const panel = await browser.open({ snapshot: { ...snapshot, attentionMaps: 'none' } });
    const section = panel.page.locator('.attention');
    await section.getByText('Set model.decoder.attention in dates.s2s.json', { exact: false }).waitFor();
    await section.getByRole('button', { name: 'Open Config' }).click();
    await panel.waitFor('open-config');
    assert.equal(
      panel.received.some(({ type }) => type === 'attention-request'),
      false,
    );
  });

  it('advises no attention where the task has none', async () => {
    const panel = await browser.open({ snapshot: { ...snapshot, attentionMaps: 'impossible' } });
    const section = panel.page.locator('.attention');
    await section.getByText('Models of this task have no attention').waitFor();
    assert.equal(await section.getByRole('button', { name: 'Open Config' }).count(), 0);
  });

  it('says that maps come with the first validation', async () => {
    const panel = await browser.open({ snapshot: { ...snapshot, samples: [] } });
    await panel.page.getByText('Maps appear with the first validation.').waitFor();
  });

  it('shows a map of one cell', async () => {
    const panel = await openMap(['x'], ['a'], Float32Array.of(1));
    await grid(panel).focus();
    await panel.page.keyboard.press('ArrowRight');
    assert.equal(await announced(panel), 'target ‘x’ → source ‘a’ 1.00');
    assert.equal(await panel.page.getByRole('slider', { name: 'Decoding step' }).isDisabled(), true);
  });

  it('shows a map of 200 × 200 cells and scrolls to the cell of the keyboard', async () => {
    const map = attentionMap(1200, 0, 200, 200);
    const panel = await openMap(tokens('t', 200), tokens('s', 200), map.values);
    await grid(panel).focus();
    await panel.page.keyboard.press('Control+End');
    await panel.settle();
    assert.equal(await announced(panel), `target ‘t200’ → source ‘s200’ ${value(map, 199, 199)}`);
    const scrolled = await panel.page
      .locator('.heatmap-scroller')
      .evaluate(({ scrollLeft, scrollTop }) => [scrollLeft, scrollTop]);
    assert.ok(scrolled.every((position) => position > 0));
    assert.deepEqual(panel.problems, []);
  });

  it('cuts long tokens and keeps them whole for the pointer', async () => {
    const long = 'Donaudampfschifffahrtsgesellschaftskapitänsmütze';
    const panel = await openMap([long], ['a', 'b'], Float32Array.of(0.5, 0.5));
    const box = await canvas(panel).boundingBox();
    assert.ok(box && box.width < 96 + 12 + 2 * 40 + 4);
    await panel.page.mouse.move(box.x + box.width - 10, box.y + box.height - 10);
    await panel.settle();
    assert.equal(await panel.page.locator('.tooltip').textContent(), `target ‘${long}’ → source ‘b’ 0.50`);
  });

  it('is painted at the resolution of the screen', async () => {
    const panel = await open({ deviceScaleFactor: 2 });
    const [pixels, width] = await canvas(panel).evaluate((element) => [
      (element as HTMLCanvasElement).width,
      element.getBoundingClientRect().width,
    ]);
    assert.equal(pixels, Math.round(width * 2));
  });

  it('can be scaled to its largest weight', async () => {
    const flat = new Float32Array(16).fill(1 / 16);
    const panel = await openMap(['x'], tokens('s', 16), flat);
    const before = await fingerprint(canvas(panel));
    await panel.page.getByRole('checkbox', { name: 'Scale to maximum' }).click();
    await panel.settle();
    assert.notEqual(await fingerprint(canvas(panel)), before);
    await panel.page.locator('.heatmap-legend').getByText('0.06').waitFor();
  });

  it('has grey instead of colour in high contrast', async () => {
    const panel = await openMap(['x'], ['a', 'b'], Float32Array.of(1, 0), { theme: themes.highContrast });
    assert.ok((await countPixels(canvas(panel), [255, 255, 255])) > 500);
    await panel.setTheme(themes.dark);
    // The upper end of viridis.
    assert.ok((await countPixels(canvas(panel), [253, 231, 37])) > 500);
  });
});
