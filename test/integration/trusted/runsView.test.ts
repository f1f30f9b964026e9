import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../../src/contributions';
import type { TestApi } from '../../../src/extension';
import type { Run } from '../../../src/host/runs/run';
import type { ToCompare } from '../../../src/protocol/compare';
import { closeEditors, Said } from '../support/extension';
import { beforeAllWithModel } from '../support/training';
import { waitFor } from '../support/waitFor';

const run = <T>(command: string, ...args: unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(command, ...args);

describe('The Runs view', () => {
  let api: TestApi;
  let original: Run;
  let copies: string[];

  beforeAllWithModel(async (given) => {
    ({ api, run: original } = given);
    copies = ['a', 'b'].map((name) => `${original.folder}-${name}`);
    for (const copy of copies) cpSync(original.folder, copy, { recursive: true });
    await run(commands.refreshRuns);
  });
  after(async () => {
    await run(commands.clearRunFilter);
    await closeEditors();
  });

  const notesOf = (folder: string): unknown =>
    JSON.parse(readFileSync(path.join(folder, 'notes.json'), 'utf8'));

  it('stars several runs, keeps a note, and the comparison hears of it', async () => {
    const heard: ToCompare[] = [];
    const listener = api.comparison.onDidPost((message) => heard.push(message));
    await run(commands.compareRuns, copies);
    await waitFor('the page', () => heard.length > 0);
    const rows = copies.map((folder) => ({ type: 'run', run: api.store.get(folder) }));
    assert.deepEqual(await run(commands.starRun, rows[0], rows), copies);
    assert.equal(await run(commands.editNote, rows[1], { note: ' wider ' }), 'wider');
    assert.deepEqual(copies.map(notesOf), [
      { star: true, note: '' },
      { star: true, note: 'wider' },
    ]);
    await waitFor('the note on the page', () =>
      heard.some((message) => message.type === 'update' && message.runs.some(({ note }) => note === 'wider')),
    );
    assert.deepEqual(await run(commands.unstarRun, copies[0]), [copies[0]]);
    assert.equal(api.notes.of(copies[0]!).star, false);
    listener.dispose();
  });

  it('does not write over damaged notes, and says which file', async () => {
    const file = path.join(copies[0]!, 'notes.json');
    writeFileSync(file, '{ "star": ');
    const said = new Said(api);
    await run(commands.starRun, copies[0]);
    said.assertMatch(/notes\.json/);
    assert.equal(readFileSync(file, 'utf8'), '{ "star": ');
  });

  it('filters by star and config, and keeps its order', async () => {
    const folders = (): string[] => api.listing.shown().map(({ folder }) => folder);
    await run(commands.showOnlyConfig, original.folder);
    assert.ok(copies.every((copy) => folders().includes(copy)));
    api.listing.setFilter({ ...api.listing.filter, starredOnly: true });
    assert.deepEqual(folders(), [copies[1]]);
    api.listing.setFilter({ text: 'WIDER', states: ['stopped'], starredOnly: false, configs: [] });
    assert.deepEqual(folders(), []);
    await run(commands.clearRunFilter);
    assert.ok(folders().length >= 3);
    assert.equal(await run(commands.sortRuns, 'best'), 'best');
    assert.equal(await run(commands.sortRuns, 'newest'), 'newest');
  });

  it('deletes several at once', async () => {
    // As the view does: with the row that was clicked and all that are selected, the question left out.
    const rows = copies.map((folder) => ({ type: 'run', run: api.store.get(folder) }));
    const [first] = rows;
    assert.ok(first !== undefined);
    const config = { type: 'config', configFile: '', name: '', runs: rows.map((row) => row.run) };
    assert.equal(await run(commands.deleteRun, config, { confirmed: true }), true);
    assert.deepEqual(copies.map(existsSync), [false, false]);
  });
});
