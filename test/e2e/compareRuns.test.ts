import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { openWorkbench, until, type Workbench } from './workbench';

const title = /Compare Runs/;

/** A run as training leaves it, without its checkpoints: enough to compare. */
function writeRun(workspace: string, number: number, config: Record<string, unknown>): string {
  const id = `weekdays-20260101-08000${number}`;
  const folder = path.join(workspace, '.s2s', 'runs', id);
  mkdirSync(folder, { recursive: true });
  const createdAt = `2026-01-01T08:00:0${number}.000Z`;
  const lines = Array.from({ length: 120 }, (_, index) => {
    const step = (index + 1) * 10;
    const loss =
      0.1 + (2 + number / 4) * Math.exp(-step / (150 + 90 * number)) + 0.05 * Math.sin(step * number);
    const point = { step, epoch: step / 300, elapsedMs: step * (40 + 10 * number), loss };
    const metrics = { ...point, perplexity: Math.exp(loss), tokenAccuracy: Math.exp(-loss / 2) };
    const train = {
      kind: 'train',
      ...metrics,
      learningRate: 0.01,
      gradientNorm: 1,
      tokensPerSecond: 9000,
      tensors: 9,
    };
    const dev = { kind: 'dev', ...metrics, sequenceAccuracy: Math.exp(-loss * 2), pairs: 50, best: true };
    return step % 200 === 0 ? [train, dev] : [train];
  }).flat();
  const sequenceAccuracy = lines.findLast((line) => line.kind === 'dev');
  const best = {
    metric: 'sequence_accuracy',
    value:
      sequenceAccuracy !== undefined && 'sequenceAccuracy' in sequenceAccuracy
        ? sequenceAccuracy.sequenceAccuracy
        : 0,
    step: 1200,
  };
  const manifest = {
    ...{ version: 1, id, name: 'weekdays', configFile: path.join(workspace, 'weekdays.s2s.json') },
    ...{ status: 'finished', createdAt, updatedAt: createdAt, finishedAt: createdAt, stopReason: 'updates' },
    engine: { name: 'wasm', version: '4.22.0', threads: 1, reason: 'for a test' },
    ...{ versions: {}, seed: 42, parameterCount: 20_000 * number, data: {}, step: 1200, epoch: 4 },
    ...{ totalSteps: 1200, stepsPerEpoch: 300, elapsedMs: 60_000, best },
  };
  writeFileSync(
    path.join(folder, 'metrics.jsonl'),
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
  writeFileSync(path.join(folder, 'config.s2s.json'), JSON.stringify(config));
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify(manifest));
  return folder;
}

describe('Comparing runs, as a user', () => {
  let workbench: Workbench;
  let folders: string[];

  before(async () => {
    workbench = await openWorkbench({ viewport: { width: 1600, height: 1000 } });
    const { workspace } = workbench;
    folders = (
      [
        ['gru', 0.01],
        ['lstm', 0.01],
        ['gru', 0.001],
      ] as const
    ).map(([rnn_type, learning_rate], index) =>
      writeRun(workspace, index + 1, {
        random_seed: 42,
        model: { encoder: { rnn_type, hidden_size: 32 } },
        training: { learning_rate, updates: 1200 },
      }),
    );
    await workbench.runCommand('Seq2Seq: Refresh Runs');
  });
  after(async () => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    await workbench.close();
  });

  const page = (): Promise<FrameLocator> => workbench.webview(title);

  it('shows curves and table, keeps a note, and looks right in every theme', async () => {
    await workbench.runCommand('Seq2Seq: Compare Runs');
    await workbench.tab(title).waitFor();
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    const frame = await page();
    const row = frame.locator('.run-row').filter({ hasText: 'weekdays 01-01 08:00:02' });
    await row.waitFor();
    const loss = frame.getByRole('img').first();
    await until(
      async () => /of \d runs.*at step 1,200/.test((await loss.getAttribute('aria-label')) ?? ''),
      'the curves of the runs',
    );
    await frame
      .getByRole('combobox', { name: 'Baseline' })
      .selectOption({ label: 'weekdays 01-01 08:00:01' });
    assert.deepEqual(await row.locator('[data-difference="changed"]').allTextContents(), ['gru → lstm']);
    await row.getByRole('button', { name: /^Add note/ }).click();
    await frame.getByRole('textbox', { name: 'Note' }).fill('slower, better');
    await workbench.page.keyboard.press('Enter');
    const notes = path.join(folders[1]!, 'notes.json');
    await until(() => {
      try {
        return (JSON.parse(readFileSync(notes, 'utf8')) as { note: string }).note === 'slower, better';
      } catch {
        return false;
      }
    }, 'the note in the run folder');
    await row.getByRole('button', { name: /^slower, better/ }).waitFor();
    for (const [theme, name] of [
      ['Default Dark Modern', 'dark'],
      ['Default High Contrast', 'high-contrast'],
      ['Default High Contrast Light', 'high-contrast-light'],
      ['Default Light Modern', 'light'],
    ] as const) {
      await workbench.setTheme(theme);
      await frame.locator('.run-row').first().waitFor();
      await workbench.screenshot(`compare-${name}`);
    }
  });
});
