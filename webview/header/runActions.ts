import type { PanelRun } from '../../src/protocol/panel';
import { createElement } from '../dom';
import type { Messages } from '../messages';
import { isActive } from '../state';
import type { Texts } from '../texts';
import { Button } from '../ui/button';

/** What can be done with the run as it stands. */
export class RunActions {
  readonly element: HTMLElement;
  readonly #rate: Button;
  readonly #reproduce: Button;
  readonly #pause: Button;
  readonly #resume: Button;
  readonly #stop: Button;

  constructor(texts: Texts, messages: Messages) {
    const openConfig = new Button({
      label: texts.get('action.openConfig'),
      icon: 'go-to-file',
      appearance: 'icon',
      onClick: () => messages.openConfig(),
    });
    const reveal = new Button({
      label: texts.get('action.revealFolder'),
      icon: 'folder-opened',
      appearance: 'icon',
      onClick: () => messages.revealFolder(),
    });
    this.#rate = new Button({
      label: texts.get('action.learningRate'),
      hint: texts.get('action.learningRateHint'),
      icon: 'settings',
      appearance: 'secondary',
      onClick: () => messages.setLearningRate(),
    });
    this.#reproduce = new Button({
      label: texts.get('action.reproduce'),
      hint: texts.get('action.reproduceHint'),
      icon: 'repo-forked',
      appearance: 'secondary',
      onClick: () => messages.reproduce(),
    });
    this.#pause = new Button({
      label: texts.get('action.pause'),
      hint: texts.get('action.pauseHint'),
      icon: 'debug-pause',
      appearance: 'secondary',
      onClick: () => messages.pause(),
    });
    this.#resume = new Button({
      label: texts.get('action.resume'),
      hint: texts.get('action.resumeHint'),
      icon: 'debug-continue',
      appearance: 'primary',
      onClick: () => messages.resume(),
    });
    this.#stop = new Button({
      label: texts.get('action.stop'),
      hint: texts.get('action.stopHint'),
      icon: 'debug-stop',
      appearance: 'primary',
      onClick: () => messages.stop(),
    });
    this.element = createElement(
      'div',
      { class: 'actions', attributes: { role: 'group', 'aria-label': texts.get('header.actions') } },
      openConfig.element,
      reveal.element,
      this.#rate.element,
      this.#reproduce.element,
      this.#pause.element,
      this.#resume.element,
      this.#stop.element,
    );
  }

  render(run: PanelRun): void {
    const active = isActive(run);
    const paused = run.isPaused === true;
    this.#rate.hidden = !active;
    this.#pause.hidden = !active || paused;
    this.#stop.hidden = !active;
    // Of several, the one that is meant most often.
    this.#stop.appearance = paused ? 'secondary' : 'primary';
    this.#resume.hidden = active ? !paused : run.status === 'finished';
    this.#reproduce.hidden = active;
  }
}
