import type { DiagramState, ModelDescription } from '../../src/protocol/diagram';
import { createElement, setText } from '../dom';
import { NumberFormats } from '../format';
import type { Texts } from '../texts';
import { onThemeChange, readTheme } from '../theme';
import { Button } from '../ui/button';
import { createIcon } from '../ui/icon';
import { createProgressRing } from '../ui/progressRing';
import { DiagramToolbar } from './diagramToolbar';
import { Drawing } from './drawing';
import { exportSvg } from './exportSvg';
import { LayerTable } from './layerTable';
import { createLegend } from './legend';
import type { DiagramMessages } from './messages';
import { leastZoom, mostZoom, type DiagramView } from './savedDiagram';

/** What is typed fast is summed up when it rests. */
const summaryRestMs = 800;
/** Half-typed text is wrong for a moment: nothing jumps for that. */
const problemRestMs = 600;
const zoomStep = 1.25;
/** However wide the panel is, letters are not blown up. */
const mostFittedZoom = 1.15;

/** The model of a config: a drawing, or the same as a table. */
export class DiagramPage {
  readonly element: HTMLElement;
  readonly #toolbar: DiagramToolbar;
  readonly #title = createElement('h1');
  readonly #count = createElement('span', { class: 'subject' });
  readonly #problem = createElement('div', { class: 'banners' });
  readonly #content = createElement('div', { class: 'diagram-content' });
  readonly #summary = createElement('p', { class: 'visually-hidden', attributes: { role: 'status' } });
  readonly #formats = new NumberFormats();
  #view: DiagramView;
  #state: DiagramState | undefined;
  #drawing: Drawing | undefined;
  #table: LayerTable | undefined;
  #shown = '';
  #shownProblem = '';
  #problemTimer: ReturnType<typeof setTimeout> | undefined;
  #summaryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly texts: Texts,
    private readonly messages: DiagramMessages,
    view: DiagramView,
    private readonly onChange: (view: DiagramView, state: DiagramState) => void,
  ) {
    this.#view = view;
    this.#toolbar = new DiagramToolbar(texts, {
      pin: (isPinned) => messages.pin(isPinned),
      asTable: (asTable) => this.#change({ asTable }),
      zoomBy: (steps) => this.#zoomBy(steps),
      zoomToFit: () => this.#change({ zoom: undefined }),
      save: () => this.#export((svg) => messages.saveSvg(svg)),
      copy: () => this.#export((svg) => messages.copySvg(svg)),
    });
    this.element = createElement(
      'main',
      { class: 'diagram' },
      createElement('header', { class: 'section-head' }, this.#title, this.#count, this.#toolbar.element),
      this.#problem,
      this.#content,
      this.#summary,
    );
    this.#applyTheme();
    onThemeChange(() => this.#applyTheme());
    new ResizeObserver(() => this.#applyZoom()).observe(this.#content);
    this.#content.addEventListener('wheel', (event) => this.#onWheel(event), { passive: false });
  }

  show(state: DiagramState): void {
    this.#state = state;
    this.#render();
  }

  markAtCursor(atCursor: readonly string[]): void {
    if (this.#state !== undefined) this.#state = { ...this.#state, atCursor };
    this.#drawing?.markAtCursor(atCursor);
    this.#table?.markAtCursor(atCursor);
  }

  #change(changed: Partial<DiagramView>): void {
    this.#view = { ...this.#view, ...changed };
    this.#render();
  }

  #render(): void {
    const state = this.#state;
    if (state === undefined) return;
    const { config, model, problem, isReading, isPinned } = state;
    setText(
      this.#title,
      config === undefined ? this.texts.get('diagram.name') : this.texts.get('diagram.title', config.name),
    );
    const count = model === undefined ? '' : this.#formats.whole(model.parameterCount);
    setText(this.#count, count === '' ? '' : this.texts.get('diagram.parameters', count));
    this.#toolbar.render({ ...this.#view, isPinned, hasModel: model !== undefined });
    clearTimeout(this.#problemTimer);
    const mayPass = model !== undefined && (problem !== undefined || isReading);
    if (mayPass) this.#problemTimer = setTimeout(() => this.#renderProblem(state), problemRestMs);
    else this.#renderProblem(state);
    if (model === undefined) this.#showEmpty(state);
    else this.#showModel(model);
    this.markAtCursor(state.atCursor);
    this.#applyZoom();
    this.#summarizeSoon(state);
    this.onChange(this.#view, state);
  }

  #showModel(model: ModelDescription): void {
    const key = JSON.stringify([model, this.#view.asTable]);
    if (key === this.#shown) return;
    this.#shown = key;
    const onReveal = (id: string): void => this.messages.reveal(id);
    const { texts } = this;
    if (this.#view.asTable) {
      this.#drawing = undefined;
      this.#table = new LayerTable(model, texts, this.#formats, onReveal);
      this.#content.replaceChildren(this.#table.element);
      return;
    }
    const { focused, tabStop } = this.#drawing ?? {};
    this.#table = undefined;
    this.#drawing = new Drawing(model, texts, this.#formats, onReveal, tabStop);
    this.#content.replaceChildren(
      createElement('div', { class: 'diagram-scroller' }, this.#drawing.element),
      createLegend(model, texts),
      createElement('p', { class: 'hint', text: texts.get('diagram.hint') }),
    );
    if (focused !== undefined) this.#drawing.focus(focused);
  }

  #showEmpty({ config, problem, isReading }: DiagramState): void {
    const key = JSON.stringify([config?.name, problem, isReading]);
    if (key === this.#shown) return;
    this.#shown = key;
    this.#drawing = undefined;
    this.#table = undefined;
    const { texts } = this;
    const name = config?.name ?? '';
    const parts =
      config === undefined
        ? [createElement('p', { text: texts.get('diagram.noConfig') })]
        : problem === undefined
          ? [
              createProgressRing(texts.get('diagram.loading')),
              createElement('p', {
                text: isReading ? texts.get('diagram.reading', name) : texts.get('diagram.loading'),
              }),
            ]
          : [createElement('p', { text: texts.get('diagram.noModel') })];
    this.#content.replaceChildren(createElement('div', { class: 'empty' }, ...parts));
  }

  #renderProblem({ problem, model, isReading, config }: DiagramState): void {
    this.element.classList.toggle('stale', model !== undefined && (problem !== undefined || isReading));
    const key = JSON.stringify([problem, model === undefined, isReading]);
    if (key === this.#shownProblem) return;
    this.#shownProblem = key;
    const { texts } = this;
    if (problem === undefined) {
      const reading = texts.get('diagram.reading', config?.name ?? '');
      const isWaiting = isReading && model !== undefined;
      this.#problem.replaceChildren(...(isWaiting ? [createBanner('info', [reading])] : []));
      return;
    }
    const { reason, line } = problem;
    const text = line === undefined ? reason : texts.get('diagram.problemAtLine', line, reason);
    const banner = createBanner('warning', model === undefined ? [text] : [texts.get('diagram.stale'), text]);
    const button = new Button({
      label: texts.get('diagram.showProblems'),
      icon: 'list-flat',
      appearance: 'secondary',
      onClick: () => this.messages.showProblems(),
    });
    banner.append(button.element);
    this.#problem.replaceChildren(banner);
  }

  #summarizeSoon({ config, model, problem }: DiagramState): void {
    clearTimeout(this.#summaryTimer);
    if (config === undefined || model === undefined || problem !== undefined) return;
    const layers = model.nodes.filter(({ kind }) => kind !== 'source' && kind !== 'target').length;
    const count = this.#formats.whole(model.parameterCount);
    const summary = this.texts.get('diagram.summary', config.name, layers, count);
    this.#summaryTimer = setTimeout(() => setText(this.#summary, summary), summaryRestMs);
  }

  #fittedZoom(drawing: Drawing): number {
    return Math.max(leastZoom, Math.min(mostFittedZoom, this.#content.clientWidth / drawing.width));
  }

  #zoomBy(steps: number): void {
    const drawing = this.#drawing;
    if (drawing === undefined) return;
    const zoom = (this.#view.zoom ?? this.#fittedZoom(drawing)) * zoomStep ** steps;
    this.#change({ zoom: Math.max(leastZoom, Math.min(mostZoom, zoom)) });
  }

  #applyZoom(): void {
    const drawing = this.#drawing;
    if (drawing === undefined) return;
    const zoom = this.#view.zoom ?? this.#fittedZoom(drawing);
    drawing.element.setAttribute('width', String(Math.floor(drawing.width * zoom)));
    drawing.element.setAttribute('height', String(Math.floor(drawing.height * zoom)));
  }

  /** Some themes' chart colours are too faint for lines: the page has them stronger. */
  #applyTheme(): void {
    const { train, dev, best, devSequences } = readTheme();
    const colors = { keys: train, context: dev, state: best, residual: devSequences };
    for (const [kind, color] of Object.entries(colors))
      this.element.style.setProperty(`--edge-${kind}`, color);
  }

  #onWheel(event: WheelEvent): void {
    if (!event.ctrlKey || this.#drawing === undefined) return;
    event.preventDefault();
    this.#zoomBy(-Math.sign(event.deltaY) / 2);
  }

  #export(take: (svg: string) => void): void {
    const { config } = this.#state ?? {};
    if (this.#drawing === undefined || config === undefined) return;
    take(exportSvg(this.#drawing.element, this.texts.get('diagram.title', config.name)));
  }
}

function createBanner(severity: 'info' | 'warning', texts: readonly string[]): HTMLElement {
  return createElement(
    'div',
    { class: `banner banner-${severity}`, attributes: { role: 'status' } },
    createIcon(severity),
    createElement('div', { class: 'banner-text' }, ...texts.map((text) => createElement('p', { text }))),
  );
}
