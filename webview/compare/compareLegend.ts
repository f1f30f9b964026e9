import { createSwatch } from '../plot/swatch';
import { createElement, setAttribute } from '../dom';
import type { Texts } from '../texts';
import { createIcon } from '../ui/icon';
import { comparedRuns, type CompareState, type CompareStore, type KnownRun } from './compareStore';
import type { SeriesLook } from '../plot/seriesLook';

/** The compared runs by name: switches each on and off, pins it, takes it away; the pointer on one brings it out. */
export class CompareLegend {
  readonly element: HTMLElement;
  #shown = '';

  constructor(
    private readonly texts: Texts,
    private readonly store: CompareStore,
  ) {
    const attributes = { role: 'group', 'aria-label': texts.get('compare.legend') };
    this.element = createElement('div', { class: 'compare-legend', attributes });
  }

  render(state: CompareState, looks: ReadonlyMap<string, SeriesLook>): void {
    const { hidden, pinned } = state.view;
    const runs = [...comparedRuns(state)].sort(
      (a, b) => Number(pinned.includes(b.key)) - Number(pinned.includes(a.key)),
    );
    const shown = JSON.stringify(
      runs.map(({ key, isGone }) => [
        key,
        isGone,
        hidden.includes(key),
        pinned.includes(key),
        looks.get(key),
      ]),
    );
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#build(runs, state, looks);
    }
    for (const entry of this.element.children)
      entry.classList.toggle('is-highlighted', entry.getAttribute('data-run') === state.highlighted);
  }

  #build(runs: readonly KnownRun[], { view }: CompareState, looks: ReadonlyMap<string, SeriesLook>): void {
    const focused = document.activeElement?.getAttribute('data-focus');
    this.element.replaceChildren(
      ...runs.flatMap((run) => {
        const look = looks.get(run.key);
        return look === undefined ? [] : [this.#entry(run, look, view)];
      }),
    );
    if (focused === null || focused === undefined) return;
    const buttons = [...this.element.querySelectorAll<HTMLElement>('[data-focus]')];
    buttons.find((button) => button.dataset['focus'] === focused)?.focus();
  }

  #entry(run: KnownRun, look: SeriesLook, view: CompareState['view']): HTMLElement {
    const { texts, store } = this;
    const { key, isGone } = run;
    const isPinned = view.pinned.includes(key);
    const swatch = createSwatch({ line: { widthPx: 2.25, dash: look.dash }, mark: look.mark });
    swatch.style.color = look.color;
    const name = createElement(
      'button',
      {
        class: 'legend-entry',
        attributes: {
          type: 'button',
          'aria-pressed': String(!view.hidden.includes(key)),
          'data-focus': `show ${key}`,
          title: isGone ? `${run.id} – ${texts.get('compare.gone')}` : run.id,
        },
      },
      swatch,
      createElement('span', { text: look.label }),
      ...(isGone ? [createElement('span', { class: 'gone-word', text: texts.get('compare.goneWord') })] : []),
    );
    name.addEventListener('click', () => store.toggle('hidden', key));
    const action = (icon: string, label: string, onClick: () => void): HTMLButtonElement => {
      const attributes = {
        type: 'button',
        'aria-label': label,
        title: label,
        'data-focus': `${icon} ${key}`,
      };
      const button = createElement('button', { class: 'icon-button', attributes }, createIcon(icon));
      button.addEventListener('click', onClick);
      return button;
    };
    const pin = action(isPinned ? 'pinned' : 'pin', texts.get('compare.pin', look.label), () =>
      store.toggle('pinned', key),
    );
    pin.dataset['focus'] = `pin ${key}`;
    setAttribute(pin, 'aria-pressed', String(isPinned));
    const remove = action('close', texts.get('compare.remove', look.label), () =>
      store.toggle('compared', key),
    );
    const entry = createElement(
      'span',
      { class: 'compare-legend-entry', attributes: { 'data-run': key } },
      name,
      pin,
      remove,
    );
    entry.addEventListener('pointerenter', () => store.hover(key));
    entry.addEventListener('pointerleave', () => store.hover(undefined));
    name.addEventListener('focus', () => {
      if (name.matches(':focus-visible')) store.hover(key);
    });
    name.addEventListener('blur', () => store.hover(undefined));
    return entry;
  }
}
