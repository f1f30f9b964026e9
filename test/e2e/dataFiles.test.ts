import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { seededRandom } from '../../src/core/data/seededRandom';
import { newWorkspace, openWorkbench, until, type Workbench } from './workbench';

const trainingLimitMs = 120_000;
const rowCount = 400;
/** Lines (from 1) that have the target of another row. */
const mislabelled = [12, 40, 133, 250];

const backwards = (word: string): string => Array.from(word).reverse().join('');

function words(): string[] {
  const random = seededRandom('words', 1);
  const made = new Set<string>();
  while (made.size < rowCount) {
    const length = 2 + random.integer(4);
    made.add(Array.from({ length }, () => 'abcde'[random.integer(5)] ?? '').join(''));
  }
  return [...made];
}

const config = `// Writes words backwards.
{
  "data": { "train": "train.tsv", "dev": "dev.tsv" },
  "model": {
    "encoder": { "rnn_type": "gru", "hidden_size": 24, "bidirectional": true, "embeddings": { "embedding_dim": 16 } },
    "decoder": { "rnn_type": "gru", "hidden_size": 48, "attention": "bahdanau", "embeddings": { "embedding_dim": 16 } }
  },
  "training": { "learning_rate": 0.01, "clip_grad_norm": 1, "batch_size": 32, "updates": 80, "validation_freq": 80 }
}
`;

describe('Data files, as a user', function () {
  this.timeout(trainingLimitMs + 60_000);
  let workbench: Workbench;

  before(async () => {
    const all = words();
    const rows = all.map((word, index) => {
      const target = mislabelled.includes(index + 1) ? (all[(index + 77) % rowCount] ?? '') : word;
      return `${word}\t${backwards(target)}`;
    });
    // A row that is no pair, a repeated one, and one of dev.
    const workspace = newWorkspace({
      'train.tsv': [...rows, rows[2], 'no tab', `ecda\t${backwards('ecda')}`, ''].join('\n'),
      'dev.tsv': ['ecda\tadce', 'bbeda\tadebb', ''].join('\n'),
      'backwards.s2s.json': config,
    });
    const settings = { 's2s.engine.name': 'wasm' };
    workbench = await openWorkbench({ workspace, settings, viewport: { width: 1500, height: 900 } });
  });
  after(() => workbench.close());

  it('says what is in a file, and leads to the lines', async () => {
    await workbench.openFile('train.tsv');
    await workbench.codeLens(/train of backwards\.s2s\.json/).waitFor();
    await workbench
      .editor()
      .locator('.codelens-decoration')
      .filter({ hasText: /402 pairs, 1 malformed line/ })
      .waitFor();
    await workbench.screenshot('data-1-lenses');
    await workbench.codeLens(/leaks? into dev or test/).click();
    await workbench.quickInputRow('dev.tsv line 1').waitFor();
    await workbench.screenshot('data-2-leaks');
    await workbench.choose('dev.tsv line 1');
    await workbench.tab('dev.tsv').waitFor();
  });

  it('tries a model on it, and finds the rows that are mislabelled', async () => {
    // The malformed line: gone, as a user would.
    const file = path.join(workbench.workspace, 'train.tsv');
    writeFileSync(file, readFileSync(file, 'utf8').replace('no tab\n', ''));
    await workbench.openFile('backwards.s2s.json');
    await workbench.runCommand('Seq2Seq: Train Model');
    const dashboard = await workbench.webview(/backwards · Training/);
    await dashboard.getByText('Finished', { exact: true }).waitFor({ timeout: trainingLimitMs });
    await workbench.runCommand('View: Close All Editors');
    await workbench.openFile('train.tsv');
    // It opens where it was left.
    await workbench.editor().locator('.view-lines').click();
    await workbench.page.keyboard.press('Control+Home');
    await workbench.codeLens(/Check with a model/).click();
    await workbench.codeLens(/model backwards: \d+ % of 402 right/).waitFor({ timeout: 60_000 });
    await workbench.runCommand('View: Toggle Problems');
    const problem = workbench.page
      .locator('.markers-panel .monaco-list-row')
      .filter({ hasText: 'Mislabelled?' });
    await until(async () => (await problem.count()) >= mislabelled.length, 'the mislabelled rows');
    await workbench.screenshot('data-3-checked');
    await workbench.setTheme('Default Dark Modern');
    await workbench.screenshot('data-3-checked-dark');
    await workbench.setTheme('Default High Contrast Light');
    await workbench.screenshot('data-3-checked-high-contrast-light');
    await workbench.setTheme('Default Light Modern');
  });

  it('shows only what is wrong, leads from one to the next, and takes what the model wrote', async () => {
    await workbench.codeLens('show only wrong').click();
    await workbench.codeLens('show all').waitFor();
    await until(
      async () => (await workbench.editorText()).split('\n').length < 60,
      'right rows to be folded away',
    );
    await workbench.screenshot('data-4-only-wrong');
    await workbench.codeLens('show all').click();
    await workbench.codeLens('show only wrong').waitFor();
    await workbench.codeLens('next wrong').click();
    await workbench.statusBarItem(/Wrong row \d+ of \d+/).waitFor();
    const problem = workbench.page
      .locator('.markers-panel .monaco-list-row')
      .filter({ hasText: `[Ln ${mislabelled[0] ?? 0},` });
    await problem.dblclick();
    await workbench.runCommand('Quick Fix...');
    const menu = workbench.page.locator('.action-widget');
    await menu.getByText(/Replace the target by the model’s output/).waitFor();
    await workbench.screenshot('data-5-quick-fix');
    await workbench.page.keyboard.press('Enter');
    await workbench.codeLens(/1 changed: check again/).waitFor();
    await problem.waitFor({ state: 'detached' });
    await workbench.screenshot('data-6-fixed');
  });
});
