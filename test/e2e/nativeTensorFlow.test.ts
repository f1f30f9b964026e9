import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { nativeRecipe } from '../../src/native/nativeRecipe';
import { FileServer } from '../support/fileServer';
import { openWorkbench, readSession, type Workbench } from './workbench';

const { native, nativeSources, globalStorage } = readSession();
const { project, fileName, sha256 } = nativeRecipe.wheel;
const root = path.join(globalStorage, 'native');

describe('Native TensorFlow, as a user', function () {
  this.timeout(120_000);
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ viewport: { width: 1400, height: 900 } });
  });
  after(() => workbench.close());

  it('says what an installation takes before it begins, and leaves nothing when it is cancelled', async () => {
    const server = await FileServer.start(Number(new URL(nativeSources).port));
    server.files.set(`/simple/${project}/`, {
      content: `<a href="/files/${fileName}#sha256=${sha256}">${fileName}</a>`,
    });
    // A registry that takes its time.
    server.interfere = ({ url = '' }) => url.startsWith('/npm');
    try {
      await workbench.runCommand('Seq2Seq: Install Native TensorFlow');
      const dialog = workbench.dialog();
      await dialog.waitFor();
      await workbench.screenshot('native-1-question');
      assert.match(
        await dialog.innerText(),
        /Download: 274 MB\s+Disk while installing: 1\.5 GB .*Disk afterwards: 640 MB/s,
      );
      await dialog.getByRole('button', { name: 'Install' }).click();
      const progress = workbench.toast(/Installing native TensorFlow .*fetching tfjs-node/);
      await progress.waitFor();
      await workbench.screenshot('native-2-progress');
      await progress.getByRole('button', { name: 'Cancel' }).click();
      await workbench.toast(/Native TensorFlow was not installed/).waitFor();
      await workbench.screenshot('native-3-cancelled');
    } finally {
      await server.stop();
    }
    assert.ok(!existsSync(path.join(root, 'tensorflow')));
  });

  it('trains a model of the gallery, and says meanwhile what it is busy with', async () => {
    await workbench.changeSettings({ 's2s.engine.name': 'tensorflow', 's2s.engine.nativePath': native });
    const config = readFileSync(path.join('gallery', 'dates', 'dates.s2s.json'), 'utf8');
    writeFileSync(
      path.join(workbench.workspace, 'native.s2s.json'),
      config.replace('"name": "dates"', '"name": "native"').replace(/"updates": \d+/, '"updates": 20'),
    );
    await workbench.openFile('native.s2s.json');
    await workbench.runCommand('Seq2Seq: Train Model');
    const page = await workbench.webview(/native · Training/);
    await page.getByText(/warming up: \d of \d batch shapes/).waitFor();
    await workbench.screenshot('native-4-warming-up');
    await page.getByText('Finished', { exact: true }).waitFor({ timeout: 60_000 });
    // The dashboard shows the news as it comes; lenses and status bar follow in their own time, but they do.
    await workbench.page.locator('.codelens-decoration a').filter({ hasText: 'Train' }).waitFor();
    await workbench.statusBarItem(/native:/).waitFor({ state: 'hidden' });
    await workbench.screenshot('native-5-trained');
    const engine = await page.locator('.engine').innerText();
    assert.match(engine, /tensorflow.*TensorFlow 2\.\d+.*was asked for/is);
  });

  it('is removed after a question, and what is free again is said', async () => {
    const installed = path.join(root, 'tensorflow');
    mkdirSync(installed, { recursive: true });
    writeFileSync(path.join(installed, 'library'), new Uint8Array(2_000_000));
    await workbench.runCommand('Seq2Seq: Remove Native TensorFlow');
    const dialog = workbench.dialog();
    await dialog.waitFor();
    await workbench.screenshot('native-6-removal');
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await workbench.toast(/is removed: 2 MB are free again/).waitFor();
    await workbench.screenshot('native-7-removed');
    assert.ok(!existsSync(installed));
  });
});
