import assert from 'node:assert/strict';
import type { PanelRun, ToPanel } from '../../src/protocol/panel';
import { panelStrings } from '../../src/protocol/panelStrings';
import { PanelBrowser, type PanelPage } from './support/panelPage';
import { attentionAt, devLine, run, samplesAt, snapshot, trainLine } from './support/runFixture';

type Delta = Extract<ToPanel, { type: 'delta' }>;

function delta(changes: Partial<PanelRun>, parts: Partial<Omit<Delta, 'type' | 'run'>> = {}): Delta {
  return { type: 'delta', run: { ...run, ...changes }, train: [], dev: [], samples: [], ...parts };
}

describe('The dashboard', () => {
  const browser = new PanelBrowser();
  before(() => browser.start());
  after(() => browser.stop());

  const open = (): Promise<PanelPage> => browser.open({ snapshot, attention: attentionAt });

  it('asks for a snapshot and waits with a ring until it comes', async () => {
    const panel = await browser.open();
    await panel.waitFor('ready');
    await panel.page.getByRole('progressbar').waitFor();
    await panel.send(snapshot);
    await panel.page.locator('.dashboard').waitFor();
    assert.deepEqual(panel.problems, []);
  });

  it('says once that the first training point is painted', async () => {
    const panel = await browser.open({ snapshot: { ...snapshot, train: [], dev: [], samples: [] } });
    await panel.settle();
    assert.equal(panel.received.filter(({ type }) => type === 'painted-first-point').length, 0);
    await panel.send(delta({}, { train: [trainLine(10)] }));
    await panel.waitFor('painted-first-point');
    await panel.send(delta({}, { train: [trainLine(20)] }));
    await panel.settle();
    assert.equal((await panel.waitFor('painted-first-point')).length, 1);
  });

  it('shows what the run is and how it stands', async () => {
    const { page } = await open();
    const header = page.locator('.header');
    for (const text of [
      'dates',
      'Running',
      'training',
      '1,240 / 3,000',
      '4.13',
      '13,450 tokens/s',
      '1m 45s',
      '1m 14s',
      '81.5% at step 1,200',
      '84,120',
      '42',
    ])
      await header.getByText(text, { exact: true }).first().waitFor();
    await header.getByText('Native TensorFlow is not installed.').waitFor();
    assert.equal(await page.getByRole('progressbar').getAttribute('aria-valuenow'), '41');
  });

  it('follows deltas', async () => {
    const panel = await open();
    await panel.send(delta({ step: 1250, status: 'finished', phase: undefined, remainingMs: undefined }));
    await panel.page.getByText('1,250 / 3,000').waitFor();
    await panel.page.locator('.status', { hasText: 'Finished' }).waitFor();
  });

  it('sends what its buttons say', async () => {
    const panel = await open();
    const click = (name: string): Promise<void> =>
      panel.page.getByRole('button', { name, exact: true }).first().click();
    await click('Stop');
    await panel.waitFor('stop');
    await click('Open Config');
    await panel.waitFor('open-config');
    await click('Reveal Run Folder');
    await panel.waitFor('reveal-folder');
    await panel.send(delta({ status: 'stopped', phase: undefined }));
    await click('Resume');
    await panel.waitFor('resume');
    assert.equal(await panel.page.getByRole('button', { name: 'Stop' }).count(), 0);
  });

  it('can be operated from the keyboard', async () => {
    const panel = await open();
    await panel.page.getByRole('button', { name: 'Stop' }).focus();
    await panel.page.keyboard.press('Enter');
    await panel.waitFor('stop');
  });

  for (const [status, title] of [
    ['failed', 'Training failed.'],
    ['crashed', 'Training crashed.'],
  ] as const)
    it(`explains that training ${status} and offers to resume`, async () => {
      const panel = await open();
      await panel.send(delta({ status, message: 'The loss became NaN: try a smaller learning rate.' }));
      const alert = panel.page.getByRole('alert');
      await alert.getByText(title).waitFor();
      await alert.getByText('The loss became NaN: try a smaller learning rate.').waitFor();
      await panel.page.getByRole('button', { name: 'Resume' }).waitFor();
      await panel.send(delta({ status, message: undefined }));
      await alert.getByText('trainer.log', { exact: false }).waitFor();
    });

  it('shows notices until they are dismissed, also after a reload', async () => {
    const notice = 'Native TensorFlow could not be loaded; training goes on with the embedded engine.';
    const panel = await browser.open({ snapshot: { ...snapshot, run: { ...run, notices: [notice] } } });
    await panel.page.getByText(notice).waitFor();
    await panel.page.getByRole('button', { name: 'Dismiss' }).click();
    await panel.page.getByText(notice).waitFor({ state: 'detached' });
    await panel.page.reload();
    await panel.waitForDashboard();
    await panel.settle();
    assert.equal(await panel.page.getByText(notice).count(), 0);
  });

  it('says that a run is gone', async () => {
    const panel = await open();
    const strings = { 'gone.title': 'Dieser Lauf kann nicht mehr gezeigt werden' };
    await panel.send({ type: 'gone', message: 'The folder .s2s/runs/dates no longer exists.', strings });
    const alert = panel.page.getByRole('alert');
    await alert.getByRole('heading', { name: strings['gone.title'] }).waitFor();
    await alert.getByText('The folder .s2s/runs/dates no longer exists.').waitFor();
    // A late answer brings nothing back; a snapshot does.
    await panel.send({ type: 'attention', step: 1200, index: 0, map: attentionAt(1200, 0) });
    await panel.send(delta({ step: 1250 }));
    await panel.settle();
    assert.equal(await panel.page.locator('.dashboard').count(), 0);
    await panel.send(snapshot);
    await panel.waitForDashboard();
  });

  for (const [part, selector] of [
    ['loss', '.curves h2'],
    ['samples', '.samples h2'],
    ['attention', '.heatmap-grid'],
  ] as const)
    it(`brings ${part} into view and focuses it when asked`, async () => {
      const panel = await browser.open({
        snapshot,
        attention: attentionAt,
        viewport: { width: 600, height: 500 },
      });
      await panel.page.locator('.heatmap-grid').waitFor();
      await panel.settle();
      await panel.send({ type: 'show', part });
      await panel.settle();
      const target = panel.page.locator(selector);
      assert.equal(await target.evaluate((element) => element === document.activeElement), true);
      assert.equal(
        await target.evaluate((element) => {
          const { top, bottom } = element.getBoundingClientRect();
          return bottom > 0 && top < window.innerHeight;
        }),
        true,
      );
    });

  it('keeps the choices of the view and the id of the run over a reload', async () => {
    const panel = await open();
    const { page } = panel;
    await page.getByRole('slider', { name: 'Smoothing' }).fill('0.9');
    await page.getByRole('checkbox', { name: 'Log loss' }).click();
    await page.getByRole('checkbox', { name: 'Wrong only' }).click();
    await page.getByRole('slider', { name: 'Validation at step' }).fill('2');
    await panel.settle();
    await page.locator('.sample').nth(1).click();
    await panel.settle();
    const chosen = await page.locator('.sample[aria-selected="true"]').getAttribute('data-index');
    await page.getByRole('slider', { name: 'Decoding step' }).fill('4');
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await panel.settle();
    await page.reload();
    await panel.waitForDashboard();
    await panel.settle();
    assert.equal(await page.getByRole('slider', { name: 'Smoothing' }).inputValue(), '0.9');
    assert.equal(await page.getByRole('checkbox', { name: 'Log loss' }).isChecked(), true);
    assert.equal(await page.getByRole('checkbox', { name: 'Wrong only' }).isChecked(), true);
    assert.equal(await page.getByRole('slider', { name: 'Validation at step' }).inputValue(), '2');
    assert.equal(await page.locator('.sample[aria-selected="true"]').getAttribute('data-index'), chosen);
    assert.equal(await page.getByRole('slider', { name: 'Decoding step' }).inputValue(), '4');
    const saved = await panel.savedState();
    assert.equal(saved['runId'], run.id);
    assert.ok(saved['zoom']);
    assert.deepEqual(panel.problems, []);
  });

  it('starts with defaults when the saved state makes no sense', async () => {
    const panel = await open();
    await panel.savedState();
    await panel.page.evaluate(() =>
      sessionStorage.setItem(
        location.search,
        '{"smoothing":"much","zoom":[1],"sampleIndex":-4,"hiddenCurves":7}',
      ),
    );
    await panel.page.reload();
    await panel.waitForDashboard();
    assert.equal(await panel.page.getByRole('slider', { name: 'Smoothing' }).inputValue(), '0.6');
    assert.deepEqual(panel.problems, []);
  });

  it('asks for a snapshot again when it is shown again', async () => {
    const panel = await open();
    await panel.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await panel.waitFor('ready', 2);
  });

  it('replaces the steps that a resumed run logs again', async () => {
    const panel = await open();
    await panel.send(delta({ step: 1210 }, { train: [{ ...trainLine(1210), loss: 9.5 }] }));
    await panel.page.getByRole('button', { name: 'View as table' }).click();
    const cells = await panel.page.locator('.metrics-table tbody tr').first().locator('td').allTextContents();
    assert.deepEqual([cells[0], cells[2]], ['1,210', '9.500']);
  });

  it('shows text of a run as text', async () => {
    const evil = '<img src=x onerror="throw 1"><b style="color:red">&amp;';
    const [first] = samplesAt(1200).samples;
    assert.ok(first);
    const sample = { ...first, source: evil, reference: evil, hypothesis: `${evil}!`, correct: false };
    const panel = await browser.open({
      snapshot: {
        ...snapshot,
        run: { ...run, name: evil, message: evil, notices: [evil] },
        samples: [
          { step: 1200, samples: [{ ...sample, sourceTokens: [evil, evil], hypothesisTokens: [evil] }] },
        ],
      },
      attention: (step, index) => ({ step, index, rows: 1, columns: 2, values: Float32Array.of(0.25, 0.75) }),
    });
    await panel.page.locator('.heatmap-grid').waitFor();
    await panel.settle();
    assert.equal(await panel.page.getByRole('heading', { level: 1 }).textContent(), evil);
    assert.equal(await panel.page.locator('img, b').count(), 0);
    assert.deepEqual(panel.problems, []);
  });

  it('uses the texts that the host sends', async () => {
    const strings = Object.fromEntries(Object.entries(panelStrings).map(([key, text]) => [key, `«${text}»`]));
    const panel = await browser.open({ snapshot: { ...snapshot, strings }, attention: attentionAt });
    await panel.page.getByRole('heading', { name: '«Training curves»' }).waitFor();
    await panel.page.getByText('«4 of 8 right»').waitFor();
    const words = await panel.page.evaluate(() => {
      const found: string[] = [];
      const walker = document.createTreeWalker(document.querySelector('.dashboard')!, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
        if (/[a-z]{3}/i.test(node.textContent ?? '')) found.push(node.textContent ?? '');
      return found;
    });
    const fromTheRun = /dates|wasm|tfjs|Native|tokens|s>|Saturday|June|Nov|thu|the 22nd|2018|\d(m|s)/;
    assert.deepEqual(
      words.filter((text) => !text.includes('«') && !fromTheRun.test(text)),
      [],
    );
  });

  it('tells the host about errors of its own', async () => {
    const panel = await open();
    await panel.page.evaluate(() =>
      setTimeout(() => {
        throw new Error('something broke');
      }),
    );
    const [failed] = await panel.waitFor('failed');
    assert.match(failed?.message ?? '', /something broke/);
  });

  it('draws many deltas without falling behind', async () => {
    const panel = await open();
    for (let index = 1; index <= 40; index++) {
      const step = 1240 + index * 10;
      await panel.send(
        delta(
          { step },
          index % 10 === 0
            ? { train: [trainLine(step)], dev: [devLine(step, true)], samples: [samplesAt(step)] }
            : { train: [trainLine(step)] },
        ),
      );
    }
    await panel.page.getByText('1,640 / 3,000').waitFor({ timeout: 10_000 });
    await panel.settle();
    const summary = await panel.page.locator('.chart canvas[role="img"]').first().getAttribute('aria-label');
    assert.match(summary ?? '', /at step 1,640/);
    assert.deepEqual(panel.problems, []);
  });
});
