import { createElement } from '../dom';
import { isActive, type PanelState, type Store } from '../state';
import type { Texts } from '../texts';
import { Button } from '../ui/button';
import { createIcon } from '../ui/icon';

interface Banner {
  readonly severity: 'error' | 'warning' | 'info';
  readonly title?: string;
  readonly text: string;
  readonly dismissible: boolean;
}

const icons = { error: 'error', warning: 'warning', info: 'info' } as const;

/** What went wrong and what to do next; what to know though the run goes on. */
export class Banners {
  readonly element = createElement('div', { class: 'banners' });
  #shown = '';

  constructor(
    private readonly texts: Texts,
    private readonly store: Store,
  ) {}

  render(state: PanelState): void {
    const banners = this.#banners(state);
    const content = JSON.stringify(banners);
    if (content === this.#shown) return;
    this.#shown = content;
    this.element.replaceChildren(...banners.map((banner) => this.#create(banner)));
  }

  #banners({ run, view }: PanelState): readonly Banner[] {
    const { texts } = this;
    const banners: Banner[] = [];
    if (run.status === 'failed' || run.status === 'crashed')
      banners.push({
        severity: 'error',
        title: texts.get(`banner.${run.status}`),
        text: run.message ?? texts.get('banner.unexplained'),
        dismissible: false,
      });
    else if (run.message !== undefined && run.message !== '')
      banners.push({
        severity: isActive(run) ? 'info' : 'warning',
        text: run.message,
        dismissible: false,
      });
    for (const notice of new Set(run.notices))
      if (!view.dismissed.includes(notice))
        banners.push({ severity: 'warning', text: notice, dismissible: true });
    return banners;
  }

  #create({ severity, title, text, dismissible }: Banner): HTMLElement {
    const element = createElement(
      'div',
      {
        class: `banner banner-${severity}`,
        attributes: { role: severity === 'error' ? 'alert' : 'status' },
      },
      createIcon(icons[severity]),
      createElement(
        'div',
        { class: 'banner-text' },
        ...(title === undefined ? [] : [createElement('p', { class: 'banner-title', text: title })]),
        createElement('p', { text }),
      ),
    );
    if (dismissible)
      element.append(
        new Button({
          label: this.texts.get('banner.dismiss'),
          icon: 'close',
          appearance: 'icon',
          onClick: () => this.#dismiss(text),
        }).element,
      );
    return element;
  }

  #dismiss(notice: string): void {
    const dismissed = this.store.state?.view.dismissed ?? [];
    this.store.updateView({ dismissed: [...dismissed, notice] });
  }
}
