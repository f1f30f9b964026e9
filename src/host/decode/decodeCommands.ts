import * as vscode from 'vscode';
import { commands } from '../../contributions';
import type { CommandId } from '../../contributions';
import { Disposables } from '../disposables';
import type { HostServices } from '../hostServices';
import type { Decoding } from './decoding';

/** The commands around Decode Selection; everything behind them is loaded when the first of them is used. */
export class DecodeCommands implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private loading: Promise<Decoding> | undefined;

  constructor(private readonly services: HostServices) {
    this.register(commands.decodeSelection, (decoding, argument) => decoding.decodeSelection(argument));
    this.register(commands.decodeApply, (decoding, argument) => decoding.apply(argument));
    this.register(commands.decodeChooseModel, (decoding, argument, model) =>
      decoding.chooseModel(argument, model),
    );
    this.register(commands.decodeCancel, (decoding, argument) => decoding.cancel(argument));
  }

  /** The feature itself, loaded. */
  decoding(): Promise<Decoding> {
    this.loading ??= import('./decoding').then(({ Decoding: Loaded }) =>
      this.disposables.add(new Loaded(this.services)),
    );
    return this.loading;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private register(
    id: CommandId,
    handle: (decoding: Decoding, argument: unknown, second: unknown) => Promise<unknown>,
  ): void {
    this.disposables.add(
      vscode.commands.registerCommand(id, (argument: unknown, second: unknown) =>
        this.services.messages.attempt(async () => handle(await this.decoding(), argument, second)),
      ),
    );
  }
}
