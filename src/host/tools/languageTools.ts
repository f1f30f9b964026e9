import * as vscode from 'vscode';
import { languageModelTools } from '../../contributions';
import { Disposables } from '../disposables';
import type { HostServices } from '../hostServices';
import type { ToolAnswers } from './toolAnswers';

/** The extension's tools for language models, where this VS Code has such a thing. What answers is loaded on first use. */
export class LanguageTools implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private loading: Promise<ToolAnswers> | undefined;

  constructor(private readonly services: HostServices) {
    const { lm } = vscode as Partial<typeof vscode>;
    // Forks of VS Code may lack it.
    if (typeof (lm as Partial<typeof vscode.lm> | undefined)?.registerTool !== 'function') return;
    for (const name of Object.values(languageModelTools))
      this.disposables.add(
        vscode.lm.registerTool<unknown>(name, {
          invoke: async ({ input }, token) =>
            new vscode.LanguageModelToolResult([
              new vscode.LanguageModelTextPart(await (await this.answers()).answer(name, input, token)),
            ]),
          prepareInvocation: async ({ input }) =>
            name === languageModelTools.startTraining
              ? (await this.answers()).confirmTraining(input)
              : undefined,
        }),
      );
  }

  /** The answers themselves, loaded. */
  answers(): Promise<ToolAnswers> {
    this.loading ??= import('./toolAnswers').then(({ ToolAnswers: Loaded }) => new Loaded(this.services));
    return this.loading;
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
