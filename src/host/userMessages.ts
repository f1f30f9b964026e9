import * as vscode from 'vscode';

/** A button of a message. */
export interface MessageAction {
  readonly title: string;
  readonly run: () => unknown;
}

export interface ShownMessage {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly actions: readonly string[];
}

const remembered = 50;

/**
 * What the extension says to people. Nothing waits for an answer: the actions run when they are clicked, if ever. The last
 * messages are remembered, since toasts vanish.
 */
export class UserMessages {
  private readonly history: ShownMessage[] = [];
  private total = 0;

  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** Newest last. */
  get shown(): readonly ShownMessage[] {
    return this.history;
  }

  /** How many there have been. */
  get count(): number {
    return this.total;
  }

  info(text: string, ...actions: MessageAction[]): void {
    this.show('info', text, actions);
  }

  warn(text: string, ...actions: MessageAction[]): void {
    this.show('warning', text, actions);
  }

  error(text: string, ...actions: MessageAction[]): void {
    this.show('error', text, actions);
  }

  /** Runs something whose failure concerns the user: it is logged with its stack and shown in its own words. */
  async attempt<T>(action: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await action();
    } catch (error) {
      this.log.error(error instanceof Error ? error : String(error));
      this.error(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  /** Asks before something that can't be undone. */
  async confirm(text: string, detail: string, action: string): Promise<boolean> {
    return (await vscode.window.showWarningMessage(text, { modal: true, detail }, action)) === action;
  }

  private show(severity: ShownMessage['severity'], text: string, actions: MessageAction[]): void {
    const titles = actions.map(({ title }) => title);
    this.total++;
    this.history.push({ severity, text, actions: titles });
    if (this.history.length > remembered) this.history.shift();
    this.log[severity === 'warning' ? 'warn' : severity](text);
    void this.ask(severity, text, titles).then((picked) => {
      const action = actions.find(({ title }) => title === picked);
      if (action !== undefined) void this.attempt(action.run);
    });
  }

  private ask(severity: ShownMessage['severity'], text: string, titles: string[]) {
    switch (severity) {
      case 'info':
        return vscode.window.showInformationMessage(text, ...titles);
      case 'warning':
        return vscode.window.showWarningMessage(text, ...titles);
      case 'error':
        return vscode.window.showErrorMessage(text, ...titles);
    }
  }
}
