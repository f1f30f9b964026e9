import type { PanelRun } from '../../src/protocol/panel';
import { createElement, setAttribute, setText, uniqueId } from '../dom';
import type { NumberFormats } from '../format';
import type { Messages } from '../messages';
import { isActive, type PanelState } from '../state';
import type { Texts } from '../texts';
import { changeIcon, createIcon } from '../ui/icon';
import { createTag } from '../ui/tag';
import { RunActions } from './runActions';

/** How it stands, as the page says it. */
type ShownStatus = PanelRun['status'] | 'paused';

const statusIcons: Readonly<Record<ShownStatus, string>> = {
  preparing: 'loading',
  running: 'loading',
  finished: 'pass',
  paused: 'debug-pause',
  stopped: 'debug-stop',
  failed: 'error',
  crashed: 'error',
};

/** A labelled figure that keeps its place and width while its value changes. */
class Fact {
  readonly element: HTMLElement;
  readonly #term = createElement('dt');
  readonly #value = createElement('dd');

  constructor(term: string, className = 'fact') {
    this.#term.textContent = term;
    this.element = createElement('div', { class: className }, this.#term, this.#value);
  }

  show(value: string, hint = '', term?: string): void {
    setText(this.#value, value);
    if (this.element.title !== hint) this.element.title = hint;
    if (term !== undefined) setText(this.#term, term);
  }
}

/** What the run is, how it stands, and what can be done with it. */
export class Header {
  readonly element: HTMLElement;
  readonly #name = createElement('h1');
  readonly #statusIcon = createIcon('loading');
  readonly #statusText = createElement('span');
  readonly #status = createElement(
    'span',
    { class: 'status', attributes: { role: 'status' } },
    this.#statusIcon,
    this.#statusText,
  );
  readonly #phase = createElement('span', { class: 'phase' });
  readonly #actions: RunActions;
  readonly #bar = createElement('div', { class: 'progress-bar' });
  readonly #progress: HTMLElement;
  readonly #facts: Readonly<
    Record<'step' | 'epoch' | 'speed' | 'left' | 'elapsed' | 'best' | 'parameters' | 'seed', Fact>
  >;
  readonly #engineName = createTag();
  readonly #engineText = createElement('span', { class: 'engine-text' });
  readonly #badgeText = createElement('strong', { class: 'badge-text' });
  readonly #badgeDetail = createElement('span');
  readonly #badge = createElement('p', { class: 'badge' }, this.#badgeText, this.#badgeDetail);
  #shown: PanelRun | undefined;

  constructor(
    private readonly texts: Texts,
    private readonly formats: NumberFormats,
    messages: Messages,
  ) {
    this.#actions = new RunActions(texts, messages);
    this.#facts = {
      step: new Fact(texts.get('header.step'), 'fact fact-wide'),
      epoch: new Fact(texts.get('header.epoch')),
      speed: new Fact(texts.get('header.speed'), 'fact fact-wide'),
      left: new Fact(texts.get('header.timeLeft')),
      elapsed: new Fact(texts.get('header.elapsed')),
      best: new Fact(texts.get('header.best', ''), 'fact fact-widest'),
      parameters: new Fact(texts.get('header.parameters')),
      seed: new Fact(texts.get('header.seed')),
    };
    this.#progress = createElement(
      'div',
      {
        class: 'progress',
        attributes: {
          role: 'progressbar',
          'aria-label': texts.get('header.progress'),
          'aria-valuemin': 0,
          'aria-valuemax': 100,
        },
      },
      this.#bar,
    );
    const heading = uniqueId('run');
    this.#name.id = heading;
    this.element = createElement(
      'header',
      { class: 'header', attributes: { 'aria-labelledby': heading } },
      createElement(
        'div',
        { class: 'header-line' },
        createElement('div', { class: 'header-title' }, this.#name, this.#status, this.#phase),
        this.#actions.element,
      ),
      this.#progress,
      createElement('dl', { class: 'facts' }, ...Object.values(this.#facts).map(({ element }) => element)),
      createElement('p', { class: 'engine' }, this.#engineName, this.#engineText),
      this.#badge,
    );
  }

  render({ run }: PanelState): void {
    if (run === this.#shown) return;
    this.#shown = run;
    this.#renderStatus(run);
    this.#renderFacts(run);
    this.#renderProgress(run);
    this.#renderBadge(run.badge);
    setText(this.#engineName, run.engine.name);
    const { version, threads, reason } = run.engine;
    const threadText =
      threads === 1 ? this.texts.get('header.oneThread') : this.texts.get('header.threads', threads);
    setText(this.#engineText, [version, threadText, reason].filter((part) => part !== '').join(' · '));
  }

  #renderStatus(run: PanelRun): void {
    const active = isActive(run);
    setText(this.#name, run.name);
    setAttribute(this.#name, 'title', run.configFile);
    const paused = run.isPaused === true;
    const status: ShownStatus = paused ? 'paused' : run.status;
    setText(this.#statusText, this.texts.get(`status.${status}`));
    setAttribute(this.#status, 'data-status', status);
    changeIcon(this.#statusIcon, statusIcons[status], active && !paused);
    const phase =
      active && !paused && run.phase !== undefined && run.phase !== run.status ? run.phase : undefined;
    setText(this.#phase, phase === undefined ? '' : this.#phaseText(phase, run.phaseProgress));
    this.#actions.render(run);
  }

  #renderBadge(badge: PanelRun['badge']): void {
    this.#badge.hidden = badge === undefined;
    if (badge === undefined) return;
    setAttribute(this.#badge, 'data-verdict', badge.verdict);
    setText(this.#badgeText, badge.text);
    setText(this.#badgeDetail, badge.detail);
  }

  #phaseText(phase: string, parts: PanelRun['phaseProgress']): string {
    const text = this.texts.find(`phase.${phase}`, phase);
    return parts === undefined ? text : this.texts.get('phase.shapes', text, parts.done, parts.total);
  }

  #renderFacts(run: PanelRun): void {
    const { texts, formats } = this;
    const none = texts.get('header.none');
    const facts = this.#facts;
    const step = formats.whole(run.step);
    facts.step.show(
      run.totalSteps === undefined ? step : texts.get('header.stepOf', step, formats.whole(run.totalSteps)),
    );
    facts.epoch.show(formats.epoch(run.epoch));
    facts.speed.show(
      run.tokensPerSecond === undefined
        ? none
        : texts.get('header.tokensPerSecond', formats.whole(run.tokensPerSecond)),
    );
    facts.left.show(run.remainingMs === undefined ? none : formats.duration(run.remainingMs));
    facts.elapsed.show(formats.duration(run.elapsedMs));
    facts.parameters.show(run.parameterCount > 0 ? formats.whole(run.parameterCount) : none);
    facts.seed.show(String(run.seed));
    this.#renderBest(run.best);
  }

  #renderBest(best: PanelRun['best']): void {
    const { texts, formats } = this;
    if (best === undefined) {
      this.#facts.best.show(texts.get('header.none'), '', texts.get('header.best', '').trim());
      return;
    }
    const isShare = best.metric.endsWith('accuracy');
    const value = isShare ? formats.percent(best.value) : formats.measure(best.value);
    this.#facts.best.show(
      texts.get('header.bestAtStep', value, formats.whole(best.step)),
      '',
      texts.get('header.best', texts.get(`metric.${best.metric}`)),
    );
  }

  #renderProgress(run: PanelRun): void {
    const share =
      run.totalSteps === undefined || run.totalSteps <= 0
        ? undefined
        : Math.min(1, run.step / run.totalSteps);
    this.#progress.classList.toggle(
      'progress-unknown',
      share === undefined && isActive(run) && run.isPaused !== true,
    );
    this.#bar.style.width = `${(share ?? 0) * 100}%`;
    if (share === undefined) this.#progress.removeAttribute('aria-valuenow');
    else setAttribute(this.#progress, 'aria-valuenow', String(Math.round(share * 100)));
  }
}
