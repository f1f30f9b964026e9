import assert from 'node:assert/strict';
import { openWorkbench, type Workbench } from './workbench';

describe('VS Code with the packaged extension', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench();
  });
  after(() => workbench.close());

  it('opens a file of the workspace', async () => {
    await workbench.openFile('notes.txt');
    assert.match(await workbench.editorText(), /A workspace that tests copy/);
    await workbench.screenshot('workbench');
  });

  it('changes its theme', async () => {
    await workbench.setTheme('Default Dark Modern');
    await workbench.screenshot('workbench-dark');
  });
});
