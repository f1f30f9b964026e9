import * as vscode from 'vscode';
import { commands } from '../../contributions';
import type { CommandId } from '../../contributions';
import { Disposables } from '../disposables';
import type { HostServices } from '../hostServices';
import type { Decoding } from './decoding';

type Handler = (decoding: Decoding, argument: unknown, second: unknown) => unknown;

/** The commands around decoding; everything behind them is loaded when the first of them is used. */
export class DecodeCommands implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private loading: Promise<Decoding> | undefined;

  constructor(private readonly services: HostServices) {
    const handlers: readonly (readonly [CommandId, Handler])[] = [
      [commands.decodeSelection, (decoding, argument) => decoding.decodeSelection(argument)],
      [commands.decodeFile, (decoding, argument) => decoding.decodeFile(argument)],
      [commands.decodeSetModel, (decoding, argument) => decoding.setModel(argument)],
      [commands.decodeApply, (decoding, argument) => decoding.apply(argument)],
      [commands.decodeChooseModel, (decoding, argument, model) => decoding.chooseModel(argument, model)],
      [commands.decodeCancel, (decoding, argument) => decoding.cancel(argument)],
      [commands.decodeAccept, ({ review }, argument, index) => review.accept(argument, index)],
      [commands.decodeReject, ({ review }, argument, index) => review.reject(argument, index)],
      [commands.decodeAcceptAll, ({ review }, argument) => review.acceptAll(argument)],
      [commands.decodeAcceptConfident, ({ review }, argument) => review.acceptConfident(argument)],
      [commands.decodeShowLeftAlone, ({ review }, argument) => review.showLeftAlone(argument)],
      [
        commands.decodeOtherHypotheses,
        (decoding, argument, index) => decoding.otherHypotheses.choose(argument, index, false),
      ],
      [
        commands.decodeWithPrefix,
        (decoding, argument, index) => decoding.otherHypotheses.choose(argument, index, true),
      ],
    ];
    for (const [id, handle] of handlers) this.register(id, handle);
    this.disposables.add(
      vscode.commands.registerCommand(commands.decodeClipboard, () =>
        services.messages.attempt(async () => {
          const { decodeClipboard } = await import('./decodeClipboard');
          return decodeClipboard(services);
        }),
      ),
    );
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

  private register(id: CommandId, handle: Handler): void {
    this.disposables.add(
      vscode.commands.registerCommand(id, (argument: unknown, second: unknown) =>
        this.services.messages.attempt(async () => handle(await this.decoding(), argument, second)),
      ),
    );
  }
}
