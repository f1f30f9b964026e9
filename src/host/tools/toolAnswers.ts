import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { z } from 'zod';
import { configGlob, languageModelTools } from '../../contributions';
import type { LanguageModelToolName } from '../../contributions';
import { RunReader } from '../../runs/runReader';
import { trainModel } from '../commands/trainModel';
import type { HostServices } from '../hostServices';
import { checkConfig } from '../language/checkConfig';
import { currentText } from '../language/configFile';
import type { Run } from '../runs/run';
import * as texts from './toolTexts';

const inputs = {
  config: z.object({ config: z.string().min(1) }),
  list: z.object({ limit: z.int().min(1).max(200).default(20) }),
  metrics: z.object({ run: z.string().min(1), limit: z.int().min(1).max(500).default(15) }),
  decode: z.object({
    run: z.string().min(1),
    texts: z.array(z.string()).min(1).max(50),
    nBest: z.int().min(1).max(10).default(1),
  }),
  explain: z.object({ run: z.string().min(1), text: z.string() }),
};

const startLimitMs = 20_000;

/** What can't be answered, in words for the model: with the next step. */
class ToolError extends Error {
  override readonly name = 'ToolError';
}

/** Answers the tools' calls. What goes wrong is part of the answer, so that the model can do better. */
export class ToolAnswers {
  /** Configs whose training people have been asked about. */
  private readonly askedFor = new Set<string>();

  constructor(private readonly services: HostServices) {}

  async answer(
    name: LanguageModelToolName,
    input: unknown,
    token: vscode.CancellationToken,
  ): Promise<string> {
    try {
      return await this.run(name, input, token);
    } catch (error) {
      if (error instanceof z.ZodError)
        return `Error: the input does not fit: ${error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}. Call again with a corrected input.`;
      return `Error: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  /** What is asked of people before a training starts; undefined where none can: the call then says why. */
  async confirmTraining(input: unknown): Promise<vscode.PreparedToolInvocation | undefined> {
    const config = inputs.config.safeParse(input).data?.config;
    const uri = config === undefined ? undefined : await this.configUri(config).catch(() => undefined);
    if (config === undefined || uri === undefined) return undefined;
    this.askedFor.add(uri.toString());
    const checked = await checkConfig(uri, await currentText(uri));
    const last = this.services.store.latestOf(uri.fsPath)?.manifest;
    const cost = texts.costText(checked.config?.training.updates, last);
    return {
      invocationMessage: vscode.l10n.t('Starting the training of {0}', vscode.workspace.asRelativePath(uri)),
      confirmationMessages: {
        title: vscode.l10n.t('Train Model'),
        message: vscode.l10n.t(
          'Train {0}? It runs in a process of its own, uses the processor and writes a run folder: {1}.',
          vscode.workspace.asRelativePath(uri),
          cost,
        ),
      },
    };
  }

  private async run(
    name: LanguageModelToolName,
    input: unknown,
    token: vscode.CancellationToken,
  ): Promise<string> {
    switch (name) {
      case languageModelTools.validateConfig: {
        const uri = await this.configUri(inputs.config.parse(input).config);
        const { diagnostics } = await checkConfig(uri, await currentText(uri));
        return texts.cutAnswer(
          texts.diagnosticsText(vscode.workspace.asRelativePath(uri), diagnostics),
          'Mend these first, then validate again.',
        );
      }
      case languageModelTools.listRuns: {
        await this.services.store.firstScan;
        const { limit } = inputs.list.parse(input);
        return texts.cutAnswer(
          texts.runListText(this.services.store.all(), limit),
          'Ask for fewer with "limit".',
        );
      }
      case languageModelTools.getMetrics: {
        const { run, limit } = inputs.metrics.parse(input);
        const { folder, manifest } = await this.runOf(run);
        const { items } = await new RunReader(folder).readMetrics();
        return texts.cutAnswer(texts.metricsText(manifest, items, limit), 'Ask for fewer with "limit".');
      }
      case languageModelTools.decodeText: {
        const { run, texts: sources, nBest } = inputs.decode.parse(input);
        const lines = await this.decode({ run, sources, nBest, attention: false }, token);
        return texts.cutAnswer(texts.decodedText(lines), 'Ask for fewer texts at once.');
      }
      case languageModelTools.explainDecoding: {
        const { run, text } = inputs.explain.parse(input);
        const [line] = await this.decode({ run, sources: [text], nBest: 3, attention: true }, token);
        if (line === undefined) throw new ToolError('The model gave no answer. Try again.');
        return texts.cutAnswer(texts.explanationText(line), 'Explain a shorter text.');
      }
      case languageModelTools.startTraining:
        return this.startTraining(inputs.config.parse(input).config);
    }
  }

  private async decode(
    job: { run: string; sources: readonly string[]; nBest: number; attention: boolean },
    token: vscode.CancellationToken,
  ) {
    requireTrusted();
    const { folder } = await this.runOf(job.run);
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    const inference = await this.services.processes.inference();
    const { sources, nBest, attention } = job;
    return inference.decode({
      runFolder: folder,
      sources,
      folders: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
      signal: abort.signal,
      attention,
      ...(nBest === 1 ? {} : { nBest, beamSize: nBest }),
    });
  }

  private async startTraining(config: string): Promise<string> {
    requireTrusted();
    const uri = await this.configUri(config);
    // It came to exist after the user could have been asked.
    if (!this.askedFor.delete(uri.toString()))
      throw new ToolError(
        `Nobody was asked about training ${config}. Call again, so that the user can confirm it.`,
      );
    const { messages } = this.services;
    const before = messages.count;
    const started = trainModel(this.services, uri);
    const folder = await Promise.race([started, sleep(startLimitMs, 'waiting' as const)]);
    if (folder === 'waiting')
      return 'The training is queued or still being prepared: it begins when a core is free. Ask s2s_list_runs for it later.';
    if (folder !== undefined)
      return `Training has begun. Run folder: ${folder}. It goes on in the background: ask s2s_get_metrics for its progress.`;
    const news = messages.count - before;
    const said = news === 0 ? [] : messages.shown.slice(-news).map(({ text }) => text);
    throw new ToolError(
      `The training was not started. ${said.join(' ')} Ask s2s_validate_config what to mend.`,
    );
  }

  /** A run by its id, the folder, or its name (then the newest). */
  private async runOf(wanted: string): Promise<Run> {
    const { store } = this.services;
    await store.firstScan;
    const all = store.all();
    const run = all.find(({ id, folder, manifest }) => [id, folder, manifest.name].includes(wanted));
    if (run !== undefined) return run;
    const known = all.slice(0, 10).map(({ id }) => id);
    throw new ToolError(
      known.length === 0
        ? 'There are no runs in this workspace. Train a config first, such as with s2s_start_training.'
        : `There is no run ${JSON.stringify(wanted)}. Use an id of s2s_list_runs, such as ${known.join(', ')}.`,
    );
  }

  /** Only configs of the workspace: by a path relative to it, or an absolute one. */
  private async configUri(wanted: string): Promise<vscode.Uri> {
    const found = await vscode.workspace.findFiles(configGlob, '**/{node_modules,.s2s}/**');
    const config = found.find(
      (uri) => uri.fsPath === wanted || vscode.workspace.asRelativePath(uri) === wanted,
    );
    if (config !== undefined) return config;
    const known = found.slice(0, 10).map((uri) => vscode.workspace.asRelativePath(uri));
    throw new ToolError(
      `There is no config ${JSON.stringify(wanted)} in the workspace. ${known.length === 0 ? 'Write a file NAME.s2s.json first.' : `There are: ${known.join(', ')}.`}`,
    );
  }
}

function requireTrusted(): void {
  if (!vscode.workspace.isTrusted)
    throw new ToolError(
      'This window is in Restricted Mode, where nothing is decoded or trained. Ask the user to trust the workspace.',
    );
}
