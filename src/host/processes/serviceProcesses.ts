import { join } from 'node:path';
import type * as vscode from 'vscode';
import { nativeRootVariable } from '../../native/nativeFolders';
import { Disposables } from '../disposables';
import { nativeRootOf } from '../native/nativeRoot';
import { readSetting } from '../settings';
import type { InferenceProcess } from './inferenceProcess';
import type { ModellingProcess } from './modellingProcess';
import type { ServiceProcessOptions } from './serviceProcess';

/** The processes that features share, each loaded and forked when one of them first asks. */
export class ServiceProcesses implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private loadingInference: Promise<InferenceProcess> | undefined;
  private loadedInference: InferenceProcess | undefined;
  private loadingModelling: Promise<ModellingProcess> | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Decodes with trained models. */
  inference(): Promise<InferenceProcess> {
    this.loadingInference ??= import('./inferenceProcess').then(({ InferenceProcess: Loaded }) => {
      this.loadedInference = this.disposables.add(new Loaded(this.options('inference.js', 'inference.log')));
      return this.loadedInference;
    });
    return this.loadingInference;
  }

  /** The one that decodes, where it runs already: for what must not start a process. */
  warmInference(): InferenceProcess | undefined {
    return this.loadedInference?.processId === undefined ? undefined : this.loadedInference;
  }

  /** Says what configs describe. Apart from the other, so that a decoder at work never keeps an editor waiting. */
  modelling(): Promise<ModellingProcess> {
    this.loadingModelling ??= import('./modellingProcess').then(({ ModellingProcess: Loaded }) =>
      this.disposables.add(new Loaded(this.options('modelling.js', 'modelling.log'))),
    );
    return this.loadingModelling;
  }

  /** A modelling process for one long question. Whoever asks ends it. */
  async ownModelling(): Promise<ModellingProcess> {
    const { ModellingProcess: Loaded } = await import('./modellingProcess');
    return new Loaded(this.options('modelling.js', 'cost.log'));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private options(script: string, logFile: string): Omit<ServiceProcessOptions, 'name'> {
    const { context, log } = this;
    return {
      script: join(context.extensionPath, 'dist', script),
      logFile: join(context.logUri.fsPath, logFile),
      env: () => {
        const nativePath = readSetting('s2s.engine.nativePath');
        return {
          [nativeRootVariable]: nativeRootOf(context),
          ...(nativePath === '' ? {} : { S2S_NATIVE_PATH: nativePath }),
        };
      },
      log: (text) => log.info(text),
    };
  }
}
