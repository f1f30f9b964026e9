import assert from 'node:assert/strict';
import type { ChangeLine, PanelRun } from '../../src/protocol/panel';
import { countPixels } from './support/canvas';
import { inEveryTheme } from './support/inEveryTheme';
import { PanelBrowser, type PanelPage } from './support/panelPage';
import { attentionAt, run, snapshot } from './support/runFixture';

const place = (step: number) => ({ kind: 'change', step, epoch: step / 300, elapsedMs: step * 60 }) as const;

const changes: readonly ChangeLine[] = [
  { ...place(500), change: 'learning-rate', learningRate: 0.0003, previous: 0.001, scheduled: 0.001 },
  { ...place(900), change: 'paused' },
  { ...place(900), change: 'continued', pausedMs: 125_000 },
];
const badge: NonNullable<PanelRun['badge']> = {
  verdict: 'close',
  text: '≈ differs by 3e-7 from step 120',
  detail: 'Trained again as dates-20260922-090000; 130 points were compared. threads: 1 then, 2 now.',
};

describe('What is done to a training by hand', () => {
  const browser = new PanelBrowser();
  before(() => browser.start());
  after(() => browser.stop());

  const open = (
    runChanges: Partial<PanelRun> = {},
    made: readonly ChangeLine[] = changes,
  ): Promise<PanelPage> =>
    browser.open({
      snapshot: { ...snapshot, run: { ...run, ...runChanges }, changes: made },
      attention: attentionAt,
    });
  const names = ({ page }: PanelPage): Promise<string[]> =>
    page
      .locator('.actions vscode-button:visible')
      .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label') ?? ''));

  it('is offered as the run stands: pause while it trains, resume while it waits, reproduce when it has ended', async () => {
    const panel = await open();
    assert.deepEqual((await names(panel)).slice(2), ['Learning Rate…', 'Pause', 'Stop']);
    const delta = (changed: Partial<PanelRun>) =>
      panel.send({ type: 'delta', run: { ...run, ...changed }, train: [], dev: [], samples: [] });
    await delta({ isPaused: true });
    await panel.settle();
    assert.deepEqual((await names(panel)).slice(2), ['Learning Rate…', 'Resume', 'Stop']);
    const resume = panel.page.locator('.actions vscode-button[appearance="primary"]:visible');
    assert.equal(await resume.getAttribute('aria-label'), 'Resume', 'the one that is meant most often');
    assert.equal(await panel.page.locator('.status').textContent(), 'Paused');
    assert.equal(await panel.page.locator('.status .codicon-debug-pause').count(), 1);
    assert.equal(await panel.page.locator('.phase').textContent(), '');
    await delta({ status: 'finished' });
    await panel.settle();
    assert.deepEqual((await names(panel)).slice(2), ['Reproduce']);
  });

  it('is asked for by its buttons, from the keyboard too', async () => {
    const panel = await open();
    const button = (name: string) => panel.page.getByRole('button', { name, exact: true });
    await button('Pause').click();
    await panel.waitFor('pause');
    await button('Learning Rate…').focus();
    await panel.page.keyboard.press('Enter');
    await panel.waitFor('set-learning-rate');
    const stopped = await open({ status: 'stopped', phase: undefined });
    await stopped.page.getByRole('button', { name: 'Reproduce', exact: true }).click();
    await stopped.waitFor('reproduce');
  });

  it('stands in the charts as a line, and in words for who can’t see it', async () => {
    const without = await open({}, []);
    const canvas = (panel: PanelPage) => panel.page.locator('.chart canvas[role="img"]').first();
    const label = (panel: PanelPage) => canvas(panel).getAttribute('aria-label');
    await without.settle();
    const foreground = [0xcc, 0xcc, 0xcc] as const;
    const before = await countPixels(canvas(without), foreground);
    assert.doesNotMatch((await label(without)) ?? '', /By hand/);
    const panel = await open();
    await panel.settle();
    assert.ok((await countPixels(canvas(panel), foreground)) > before + 100, 'lines and labels were drawn');
    assert.match(
      (await label(panel)) ?? '',
      /By hand: learning rate 0\.0003 \(was 0\.001\) after step 500, paused for 2m 5s after step 900\./,
    );
  });

  it('stands in the table of the curves, in the row of its step', async () => {
    const panel = await open();
    await panel.page.getByRole('button', { name: 'View as table' }).click();
    await panel.page.getByRole('columnheader', { name: 'By hand' }).waitFor();
    const row = (step: string) =>
      panel.page.locator('.metrics-table tr', {
        has: panel.page.getByRole('cell', { name: step, exact: true }),
      });
    assert.match((await row('500').textContent()) ?? '', /learning rate 0\.0003 \(was 0\.001\)$/);
    assert.match((await row('900').textContent()) ?? '', /paused for 2m 5s$/);
  });

  it('is added while the run goes on, a pause with its end', async () => {
    const panel = await open({}, changes.slice(0, 2));
    const label = () => panel.page.locator('.chart canvas[role="img"]').first().getAttribute('aria-label');
    assert.match((await label()) ?? '', /, paused after step 900\./);
    await panel.send({ type: 'delta', run, train: [], dev: [], samples: [], changes: changes.slice(2) });
    await panel.settle();
    assert.match((await label()) ?? '', /, paused for 2m 5s after step 900\./);
  });

  it('a reproduction says how it compares, and why it may differ', async () => {
    const panel = await open({ status: 'finished', phase: undefined, badge });
    const shown = panel.page.locator('.badge');
    assert.equal(await shown.textContent(), badge.text + badge.detail);
    await panel.send({ type: 'delta', run: { ...run, badge: undefined }, train: [], dev: [], samples: [] });
    await panel.settle();
    assert.equal(await shown.isVisible(), false);
  });

  inEveryTheme('by-hand', () =>
    browser.open({
      snapshot: { ...snapshot, run: { ...run, isPaused: true, badge }, changes },
      attention: attentionAt,
    }),
  );
});
