import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { fingerprint } from './support/canvas';
import { compareRun, compareSnapshot, curves, curvesOf, runs } from './support/compareFixture';
import { CompareBrowser, type CompareOptions, type ComparePanelPage } from './support/comparePanel';
import { shiftsOf, watchShifts } from './support/layoutShifts';
import { findBarriers } from './support/findBarriers';

const [first, second] = runs;
assert.ok(first && second);

describe('The comparison of runs', () => {
  const browser = new CompareBrowser();
  before(() => browser.start());
  after(() => browser.stop());

  const open = (options: CompareOptions = {}): Promise<ComparePanelPage> =>
    browser.open({ snapshot: compareSnapshot, curves, ...options });
  const canvas = ({ page }: ComparePanelPage, chart = 'train:loss'): Locator =>
    page.locator(`[data-chart="${chart}"] canvas`).first();
  const body = ({ page }: ComparePanelPage, chart = 'train:loss'): Locator =>
    page.locator(`[data-chart="${chart}"] .chart-body`);
  const titles = ({ page }: ComparePanelPage): Promise<string[]> =>
    page.locator('.compare-chart h3').allTextContents();
  const row = ({ page }: ComparePanelPage, name: string): Locator =>
    page.locator('.run-row').filter({ hasText: name });
  const names = ({ page }: ComparePanelPage): Promise<string[]> =>
    page.locator('.run-row .run-name').allTextContents();

  it('asks for the curves of the runs it compares, and says in words what it draws', async () => {
    const panel = await open();
    assert.deepEqual(
      panel.sent('want').at(-1)?.keys,
      [...runs].reverse().map(({ key }) => key),
    );
    assert.deepEqual(await titles(panel), ['Training loss', 'Dev loss', 'Dev sequence accuracy', 'Dev BLEU']);
    const label = (await canvas(panel, 'dev:loss').getAttribute('aria-label')) ?? '';
    assert.match(label, /^Dev loss of 4 runs\. Latest: .*dates 09-21 08:01:07: 0\.\d+ at step 1,200/);
    const accuracy = (await canvas(panel, 'dev:sequence_accuracy').getAttribute('aria-label')) ?? '';
    assert.match(accuracy, /published 95\.0% \(Somebody/);
    assert.deepEqual(panel.problems, []);
  });

  it('shows all runs under the pointer in one table, the largest value first, and a crosshair in all charts', async () => {
    const panel = await open();
    const overlay = panel.page.locator('[data-chart="dev:loss"] .plot-overlay');
    await body(panel).hover();
    await panel.settle();
    const crossed = await fingerprint(overlay);
    const values = (await panel.page.locator('.tooltip-value').allTextContents()).map(Number);
    assert.equal(values.length, 4);
    assert.deepEqual(
      values,
      [...values].sort((a, b) => b - a),
    );
    await panel.page.mouse.move(2, 2);
    await panel.settle();
    assert.equal(await panel.page.locator('.plot-tooltip').isVisible(), false);
    assert.ok((await fingerprint(overlay)) !== crossed, 'the crosshair goes with the pointer');
  });

  it('zooms by wheel, moves by drag and shows all on a double click, all charts together', async () => {
    const panel = await open();
    const box = await body(panel).boundingBox();
    assert.ok(box);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const zoom = async () => (await panel.savedState())['zoom'] as { min: number; max: number } | undefined;
    const before = await fingerprint(canvas(panel, 'dev:loss'));
    await panel.page.mouse.move(x, y);
    for (let turns = 0; turns < 4; turns++) {
      await panel.page.mouse.wheel(0, -100);
      await panel.settle();
    }
    const near = await zoom();
    assert.ok(near !== undefined && near.min > 100 && near.max < 1100, JSON.stringify(near));
    assert.notEqual(await fingerprint(canvas(panel, 'dev:loss')), before);
    await panel.page.mouse.down();
    await panel.page.mouse.move(x + 60, y, { steps: 4 });
    await panel.page.mouse.up();
    const moved = await zoom();
    assert.ok(moved !== undefined && moved.min < near.min - 20, JSON.stringify(moved));
    await panel.page.mouse.dblclick(x, y);
    assert.equal(await zoom(), undefined);
  });

  it('does the same by keys, and reads the values out', async () => {
    const panel = await open();
    await body(panel).focus();
    await panel.page.keyboard.press('ArrowRight');
    await panel.settle();
    const live = panel.page.locator('[data-chart="train:loss"] [aria-live]');
    assert.match((await live.textContent()) ?? '', /^Step 6\d\d\. .*dates 09-21 08:01:07: \d/);
    await panel.page.keyboard.press('+');
    assert.notEqual((await panel.savedState())['zoom'], undefined);
    await panel.page.keyboard.press('0');
    assert.equal((await panel.savedState())['zoom'], undefined);
  });

  it('draws over steps, epochs and time, and with logarithmic axes', async () => {
    const panel = await open();
    const pictures = new Set([await fingerprint(canvas(panel))]);
    for (const axis of ['epoch', 'seconds']) {
      await panel.page.getByRole('combobox', { name: 'Over' }).selectOption(axis);
      await panel.settle();
      pictures.add(await fingerprint(canvas(panel)));
    }
    for (const name of ['Log x', 'Log y']) {
      await panel.page.getByRole('checkbox', { name, exact: true }).click();
      await panel.settle();
      pictures.add(await fingerprint(canvas(panel)));
    }
    assert.equal(pictures.size, 5);
    assert.deepEqual(panel.problems, []);
  });

  it('switches runs off, pins them and takes them away in the legend', async () => {
    const panel = await open();
    const before = await fingerprint(canvas(panel));
    const entry = panel.page.getByRole('button', { name: 'dates-bleu', exact: true }).first();
    await entry.click();
    await panel.settle();
    assert.equal(await entry.getAttribute('aria-pressed'), 'false');
    assert.notEqual(await fingerprint(canvas(panel)), before);
    await entry.click();
    await panel.page.getByRole('button', { name: 'Pin dates 09-21 08:01:07' }).click();
    await panel.settle();
    const legend = await panel.page.locator('.compare-legend .legend-entry').allTextContents();
    assert.equal(legend[0], 'dates 09-21 08:01:07');
    await panel.page.getByRole('button', { name: 'Remove dates-bleu' }).click();
    await panel.settle();
    assert.equal(panel.sent('want').at(-1)?.keys.length, 3);
    assert.deepEqual(await titles(panel), ['Training loss', 'Dev loss', 'Dev sequence accuracy']);
  });

  it('has a choice of charts, each also as a table', async () => {
    const panel = await open();
    await panel.page.getByRole('button', { name: 'Charts', exact: true }).click();
    await panel.page.getByRole('checkbox', { name: 'Learning rate' }).click();
    await panel.page.getByRole('checkbox', { name: 'Dev BLEU' }).click();
    await panel.settle();
    assert.deepEqual(await titles(panel), [
      'Training loss',
      'Dev loss',
      'Dev sequence accuracy',
      'Learning rate',
    ]);
    await panel.page.keyboard.press('Escape');
    await panel.page.getByRole('button', { name: 'Dev loss: view as table' }).click();
    const table = panel.page.getByRole('region', { name: 'Dev loss as a table' });
    await table.locator('tbody tr').nth(5).waitFor();
    assert.equal(await table.locator('tbody tr').count(), 6);
    assert.deepEqual((await table.locator('tbody tr').nth(5).locator('th').allTextContents())[0], '1,200');
    assert.deepEqual(await findBarriers(panel.page), []);
  });

  it('keeps a reference value that the user gives, and draws it', async () => {
    const panel = await open();
    const before = await fingerprint(canvas(panel, 'dev:loss'));
    await panel.page.getByRole('button', { name: 'Dev loss: set reference value…' }).click();
    await panel.page.getByRole('spinbutton', { name: 'Reference value' }).fill('0.75');
    await panel.page.keyboard.press('Enter');
    await panel.settle();
    assert.notEqual(await fingerprint(canvas(panel, 'dev:loss')), before);
    assert.deepEqual((await panel.savedState())['references'], { 'dev:loss': 0.75 });
    assert.match((await canvas(panel, 'dev:loss').getAttribute('aria-label')) ?? '', /reference 0\.7500/);
  });

  it('lists what was changed, and holds configs against a baseline', async () => {
    const panel = await open();
    const heads = await panel.page.locator('.runs thead th').allTextContents();
    assert.ok(heads.includes('training.learning_rate') && heads.includes('model.encoder.rnn_type'));
    assert.ok(!heads.includes('training.batch_size'));
    await panel.page.getByRole('combobox', { name: 'Baseline' }).selectOption(first.key);
    await panel.settle();
    const changed = row(panel, 'dates 09-21 08:02:07').locator('[data-difference="changed"]');
    assert.deepEqual(await changed.allTextContents(), ['0.001 → 0.01']);
    assert.match((await row(panel, '08:01:07').textContent()) ?? '', /\(baseline\)/);
    await panel.page.getByRole('checkbox', { name: 'Only changed keys' }).click();
    await panel.settle();
    assert.ok((await panel.page.locator('.runs thead th').allTextContents()).includes('training.batch_size'));
    assert.deepEqual(await findBarriers(panel.page), []);
  });

  it('sorts, filters, and says that a filter is on', async () => {
    const panel = await open();
    await panel.page.getByRole('button', { name: 'Best sequence accuracy' }).click();
    await panel.settle();
    const head = panel.page.locator('.runs th').filter({ hasText: 'Best sequence accuracy' });
    assert.equal(await head.getAttribute('aria-sort'), 'ascending');
    assert.equal((await names(panel)).length, 4);
    await panel.page.getByRole('searchbox', { name: 'Filter runs' }).fill('lstm');
    await panel.settle();
    assert.deepEqual(await names(panel), ['dates 09-21 08:03:07']);
    await panel.page.getByText('Filter is on: 1 of 4 runs.').waitFor();
    await panel.page.getByRole('button', { name: 'Clear filter' }).click();
    await panel.page.locator('.list-button').filter({ hasText: 'State' }).click();
    await panel.page.getByRole('checkbox', { name: 'training', exact: true }).click();
    await panel.settle();
    assert.deepEqual(await names(panel), ['dates-bleu']);
  });

  it('writes notes and stars with the run, and exports what it shows', async () => {
    const panel = await open();
    await panel.page.getByRole('button', { name: 'Add note to dates-bleu' }).click();
    await panel.page.getByRole('textbox', { name: 'Note' }).fill('warm up first');
    // A run that is being trained changes its row all the time.
    await panel.update({ runs: [compareRun(4, { name: 'dates-bleu', status: 'running', step: 700 })] });
    await panel.page.keyboard.press('Enter');
    assert.equal(await panel.page.getByRole('textbox', { name: 'Note' }).count(), 0);
    await panel.page.getByRole('button', { name: 'Star dates-bleu' }).click();
    await panel.page.getByRole('button', { name: 'Export as CSV…' }).click();
    await panel.page.getByRole('button', { name: 'Copy as Markdown' }).click();
    await panel.waitFor('copy');
    const { key } = runs[3]!;
    assert.deepEqual(panel.sent('note'), [{ type: 'note', key, note: 'warm up first' }]);
    assert.deepEqual(panel.sent('star'), [{ type: 'star', key, star: true }]);
    const lines = panel.sent('export-csv')[0]?.text.split('\r\n') ?? [];
    assert.match(lines[0] ?? '', /^\uFEFFRun,Star,State,Best dev loss,/);
    assert.equal(lines.length, 6);
    assert.match(panel.sent('copy')[0]?.text ?? '', /^\| Run \| Star \|/);
  });

  it('moves nothing under the pointer when a run is brought out', async () => {
    const panel = await open();
    // In the page, however far it is scrolled.
    const places = () =>
      panel.page.locator('.runs .star-cell, .compare-legend .legend-entry').evaluateAll((elements) => {
        const page = document.body.getBoundingClientRect();
        return elements
          .map((element) => element.getBoundingClientRect())
          .map(({ x, y, width, height }) => [x - page.x, y - page.y, width, height]);
      });
    const before = await places();
    const names = panel.page.locator('.runs tbody .run-name');
    assert.equal(await names.count(), 4);
    // Bringing out a run by its name, the widest among them, would widen its column.
    for (let index = 0; index < 4; index += 1) {
      await names.nth(index).hover();
      await panel.settle();
      assert.deepEqual(await places(), before);
    }
    await panel.page.locator('.compare-legend .legend-entry').first().hover();
    await panel.settle();
    assert.deepEqual(await places(), before);
    await names.first().click();
    await panel.settle();
    assert.deepEqual(await places(), before);
  });

  it('leaves notes alone in a window that is not trusted', async () => {
    const panel = await open({ snapshot: { ...compareSnapshot, isTrusted: false } });
    assert.equal(await panel.page.getByRole('button', { name: 'Star dates-bleu' }).isDisabled(), true);
    assert.equal(await panel.page.getByRole('button', { name: 'Add note to dates-bleu' }).isDisabled(), true);
  });

  it('brings out the curve whose row is selected', async () => {
    const panel = await open();
    const before = await fingerprint(canvas(panel));
    const name = row(panel, 'dates-bleu').locator('.run-name');
    await name.click();
    await panel.page.mouse.move(2, 2);
    await panel.settle();
    assert.equal(await name.getAttribute('aria-pressed'), 'true');
    assert.notEqual(await fingerprint(canvas(panel)), before);
  });

  it('marks where a run stopped early, and says so at its end', async () => {
    const panel = await open();
    const before = await fingerprint(canvas(panel));
    await body(panel).focus();
    await panel.page.keyboard.press('End');
    await panel.settle();
    const details = await panel.page.locator('.plot-tooltip').textContent();
    assert.equal(details?.match(/stopped early/g)?.length, 1, details ?? '');
    // As a run that ended otherwise it looks different.
    await panel.update({
      runs: [{ ...runs[2]!, stopReason: 'updates' }],
    });
    await panel.settle();
    assert.notEqual(await fingerprint(canvas(panel)), before);
  });

  it('grows while a run is trained, and nothing moves', async () => {
    const panel = await open();
    const running = runs[3]!;
    const place = () => panel.page.locator('.runs').boundingBox();
    const [before, at] = [await fingerprint(canvas(panel)), await place()];
    const longer = compareRun(4, { ...running, step: 1000 });
    await panel.update({ runs: [longer], curves: [curvesOf(longer, 4)] });
    assert.notEqual(await fingerprint(canvas(panel)), before);
    assert.deepEqual(await place(), at);
    assert.match((await row(panel, 'dates-bleu').textContent()) ?? '', /1,000/);
  });

  it('moves nothing while messages come in', async () => {
    const panel = await open();
    await panel.settle();
    await watchShifts(panel.page);
    for (const step of [650, 700, 999, 1000, 1001, 1200]) {
      const changed = compareRun(4, {
        ...runs[3]!,
        step,
        epoch: step / 300,
        elapsedMs: step * 6000,
        tokensPerSecond: step * 90,
        best: { metric: 'bleu', value: step / 20, step },
        status: step === 1200 ? 'finished' : 'running',
      });
      await panel.update({ runs: [changed], curves: [curvesOf(changed, 4)] });
    }
    assert.deepEqual(await shiftsOf(panel.page), []);
  });

  it('says of a deleted run that it is gone, and keeps its curve', async () => {
    const panel = await open();
    const before = await fingerprint(canvas(panel));
    await panel.update({ gone: [second.key] });
    assert.match((await row(panel, '08:02:07').textContent()) ?? '', /Deleted: the run folder is gone/);
    assert.ok((await fingerprint(canvas(panel))) === before, 'the curves stay as they were');
    assert.ok(!panel.sent('want').at(-1)?.keys.includes(second.key));
    assert.deepEqual(await findBarriers(panel.page), []);
  });

  it('keeps what was chosen over a reload', async () => {
    const panel = await open();
    await panel.page.getByRole('slider', { name: 'Smoothing' }).fill('0.9');
    await panel.page.getByRole('checkbox', { name: 'Compare dates-bleu' }).click();
    const { compared, smoothing } = await panel.savedState();
    assert.equal(smoothing, 0.9);
    assert.equal((compared as string[]).length, 3);
    await panel.page.reload();
    await panel.page.locator('.run-row').first().waitFor();
    assert.equal(await panel.page.getByRole('slider', { name: 'Smoothing' }).inputValue(), '0.9');
    assert.equal(await panel.page.getByRole('checkbox', { name: 'Compare dates-bleu' }).isChecked(), false);
  });

  it('shows what the host is asked for before there was a page', async () => {
    const panel = await browser.open({ curves });
    await panel.send({ type: 'show', keys: [second.key], replace: true });
    await panel.send(compareSnapshot);
    await panel.settle();
    assert.deepEqual(panel.sent('want').at(-1)?.keys, [second.key]);
    await panel.page.getByText('One run is compared: tick others in the table below.').waitFor();
  });

  it('says what to do when there is no run, one run, or none compared', async () => {
    const panel = await browser.open({ snapshot: { ...compareSnapshot, runs: [] } });
    await panel.page.getByText('There is no run in this workspace yet.', { exact: false }).waitFor();
    await panel.page.getByRole('button', { name: 'New Experiment' }).click();
    assert.equal(panel.sent('new-experiment').length, 1);
    await panel.update({ runs: [first], curves: [curvesOf(first, 1)] });
    await panel.page.getByText('There is one run.', { exact: false }).waitFor();
    await panel.page.getByText('No run is compared', { exact: false }).first().waitFor();
    assert.deepEqual(panel.problems, []);
  });

  it('keeps the head and the first column of a long, wide table in sight', async () => {
    const many = Array.from({ length: 250 }, (_, number) => compareRun(number));
    const panel = await open({
      snapshot: { ...compareSnapshot, runs: many },
      viewport: { width: 700, height: 900 },
    });
    const scroller = panel.page.locator('.runs-scroller');
    await scroller.evaluate((element) => element.scrollTo(600, 4000));
    await panel.settle();
    const [frame, head, cell] = await Promise.all([
      scroller.boundingBox(),
      panel.page.locator('.runs thead th').first().boundingBox(),
      panel.page.locator('.run-row th').nth(8).boundingBox(),
    ]);
    assert.ok(frame && head && cell);
    assert.ok(Math.abs(head.y - frame.y) < 3 && Math.abs(cell.x - frame.x) < 3);
    const rows = await panel.page.locator('.run-row').count();
    assert.ok(rows > 10 && rows < 60, `${rows} rows are in the document`);
    const index = Number(await panel.page.locator('.run-row').first().getAttribute('aria-rowindex'));
    assert.ok(index > 100 && index < 145, `the first row is ${index}`);
    assert.equal(await panel.page.locator('.runs').getAttribute('aria-rowcount'), '251');
  });
});
