import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { configGlob } from '../../contributions';
import type { Expectation } from '../../core/config/expectations';
import { runFiles } from '../../runs/runFiles';
import { pickRun } from '../commands/chooseRun';
import { Disposables } from '../disposables';
import type { HostServices } from '../hostServices';
import { currentText, isConfig } from '../language/configFile';
import { requireTrust } from '../requireTrust';
import { isActive } from '../runs/run';
import type { Run } from '../runs/run';
import { readExpectedTests } from './expectedTests';
import { messageOf, noModelMessage } from './testMessages';

interface KnownConfig {
  readonly item: vscode.TestItem;
  readonly tests: Map<vscode.TestItem, Expectation>;
  trained: string;
}

const restMs = 300;

/** Finds the tests of configs, keeps them in step with the texts, and runs them in the inference process. */
export class ModelTesting implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly configs = new Map<string, KnownConfig>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  /** What runs again whenever a training of its config ends, by request. */
  private readonly continuous = new Set<vscode.TestRunRequest>();

  constructor(
    private readonly services: HostServices,
    private readonly controller: vscode.TestController,
  ) {
    const watcher = this.disposables.add(vscode.workspace.createFileSystemWatcher(configGlob));
    this.disposables.add(watcher.onDidCreate((uri) => this.schedule(uri)));
    this.disposables.add(watcher.onDidChange((uri) => this.schedule(uri)));
    this.disposables.add(watcher.onDidDelete((uri) => this.forget(uri)));
    this.disposables.add({ dispose: () => this.timers.forEach((timer) => clearTimeout(timer)) });
  }

  /** Looks at every config of the workspace. */
  async findAll(): Promise<void> {
    const found = await vscode.workspace.findFiles(configGlob, '**/{node_modules,.s2s}/**');
    await Promise.all(found.map((uri) => this.read(uri)));
  }

  documentChanged(document: vscode.TextDocument): void {
    this.schedule(document.uri);
  }

  /** Results of the run before are no longer those of the newest; the new one is tested at once. */
  async trainingEnded(run: Run): Promise<void> {
    const { configFile } = run.manifest;
    const uri = vscode.Uri.file(configFile);
    await this.read(uri).catch(() => undefined);
    const known = this.configs.get(uri.toString());
    if (known === undefined || run.manifest.reproduces !== undefined || run.manifest.group !== undefined)
      return;
    this.controller.invalidateTestResults(known.item);
    if (!vscode.workspace.isTrusted || run.status === 'crashed' || run.status === 'failed') return;
    if (!(await hasCheckpoint(run))) return;
    const asked = [...this.continuous].find(
      ({ include }) => include === undefined || include.includes(known.item),
    );
    const request = asked ?? new vscode.TestRunRequest([known.item], undefined, undefined, false, true);
    const { token } = new vscode.CancellationTokenSource();
    await this.runItems(request, [known.item], token, () => Promise.resolve(run));
  }

  async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    if (!requireTrust(this.services.messages)) return;
    if (request.continuous === true) {
      this.continuous.add(request);
      token.onCancellationRequested(() => this.continuous.delete(request));
      return;
    }
    await this.services.store.firstScan;
    await this.runItems(request, this.included(request), token, (configFile) => this.latestModel(configFile));
  }

  async runChosen(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    if (!requireTrust(this.services.messages)) return;
    const { store } = this.services;
    await store.firstScan;
    const runs = store.all();
    const usable = await Promise.all(runs.map(hasCheckpoint));
    const run = await pickRun(
      runs.filter((_, index) => usable[index] === true),
      vscode.l10n.t('Which model should be tested?'),
    );
    if (run === undefined) return;
    await this.runItems(request, this.included(request), token, () => Promise.resolve(run));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private schedule(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.timers.get(key));
    const read = () => void this.services.messages.attempt(() => this.read(uri));
    this.timers.set(key, setTimeout(read, restMs));
  }

  private async read(uri: vscode.Uri): Promise<void> {
    if (!isConfig(uri) || /\/(node_modules|\.s2s)\//.test(uri.path)) return;
    const text = await currentText(uri);
    const found = readExpectedTests(text, basename(uri.path));
    if (found === undefined) return;
    if (found.tests.length === 0) {
      this.forget(uri);
      return;
    }
    const document = await vscode.workspace.openTextDocument(uri);
    const known = this.configs.get(uri.toString()) ?? this.add(uri, found.name, found.trained);
    const { item, tests } = known;
    item.label = found.name;
    const children = found.tests.map(({ id, expectation, offset, length }) => {
      const child = item.children.get(id) ?? this.controller.createTestItem(id, expectation.name, uri);
      child.range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
      return { child, expectation };
    });
    item.range = children[0]?.child.range;
    item.children.replace(children.map(({ child }) => child));
    tests.clear();
    for (const { child, expectation } of children) tests.set(child, expectation);
    if (known.trained !== found.trained) this.controller.invalidateTestResults(item);
    known.trained = found.trained;
  }

  private add(uri: vscode.Uri, name: string, trained: string): KnownConfig {
    const item = this.controller.createTestItem(uri.toString(), name, uri);
    item.description = vscode.workspace.asRelativePath(uri);
    const known: KnownConfig = { item, tests: new Map(), trained };
    this.configs.set(uri.toString(), known);
    this.controller.items.add(item);
    return known;
  }

  private forget(uri: vscode.Uri): void {
    this.configs.delete(uri.toString());
    this.controller.items.delete(uri.toString());
  }

  private included({ include }: vscode.TestRunRequest): readonly vscode.TestItem[] {
    return include ?? [...this.configs.values()].map(({ item }) => item);
  }

  private async latestModel(configFile: string): Promise<Run | undefined> {
    // Variants are other models.
    const runs = this.services.store
      .all()
      .filter(({ manifest }) => manifest.configFile === configFile && manifest.group === undefined);
    for (const run of [...runs.filter((one) => !isActive(one)), ...runs.filter(isActive)])
      if (await hasCheckpoint(run)) return run;
    return undefined;
  }

  private async runItems(
    request: vscode.TestRunRequest,
    included: readonly vscode.TestItem[],
    token: vscode.CancellationToken,
    modelOf: (configFile: string) => Promise<Run | undefined>,
  ): Promise<void> {
    const testRun = this.controller.createTestRun(request);
    const abort = new AbortController();
    for (const cancelled of [token, testRun.token]) cancelled.onCancellationRequested(() => abort.abort());
    try {
      for (const known of this.configs.values()) {
        const wanted = [...known.tests].filter(
          ([item]) =>
            (included.includes(known.item) || included.includes(item)) &&
            request.exclude?.includes(item) !== true &&
            request.exclude?.includes(known.item) !== true,
        );
        if (wanted.length === 0 || abort.signal.aborted) continue;
        const model = await modelOf(known.item.uri?.fsPath ?? '');
        await this.testModel(testRun, wanted, model, abort.signal);
      }
    } finally {
      testRun.end();
    }
  }

  /** Outputs together, then each metric by itself: so that a long one can be seen at work, and be cancelled. */
  private async testModel(
    testRun: vscode.TestRun,
    wanted: readonly (readonly [vscode.TestItem, Expectation])[],
    model: Run | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    if (model === undefined) {
      for (const [item] of wanted) testRun.errored(item, noModelMessage(item));
      return;
    }
    const { name } = model.manifest;
    testRun.appendOutput(`${vscode.l10n.t('Testing {0} ({1})', name, model.id)}\r\n`);
    for (const [item] of wanted) testRun.enqueued(item);
    const isCancelled = (): boolean => signal.aborted;
    const texts = wanted.filter(([, { type }]) => type === 'text');
    const metrics = wanted.filter(([, { type }]) => type === 'metric').map((one) => [one]);
    for (const group of [texts, ...metrics]) {
      if (group.length === 0 || isCancelled()) continue;
      for (const [item] of group) testRun.started(item);
      const startedMs = performance.now();
      try {
        const inference = await this.services.processes.inference();
        const expectations = group.map(([, expectation]) => expectation);
        const outcomes = await inference.check({ runFolder: model.folder, expectations, signal });
        const elapsedMs = (performance.now() - startedMs) / group.length;
        group.forEach(([item, expectation], index) => {
          const outcome = outcomes[index];
          if (outcome === undefined) return;
          if (outcome.type === 'refused')
            testRun.errored(item, messageOf(item, expectation, outcome), elapsedMs);
          else if (outcome.passed) testRun.passed(item, elapsedMs);
          else testRun.failed(item, messageOf(item, expectation, outcome), elapsedMs);
        });
      } catch (error) {
        if (isCancelled()) return;
        const message = new vscode.TestMessage(error instanceof Error ? error.message : String(error));
        for (const [item] of group) testRun.errored(item, message);
      }
    }
  }
}

async function hasCheckpoint({ folder }: Run): Promise<boolean> {
  return access(join(folder, runFiles.last)).then(
    () => true,
    () => false,
  );
}
