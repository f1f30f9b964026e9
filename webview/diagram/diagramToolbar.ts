import { createElement } from '../dom';
import type { Texts } from '../texts';
import { Button } from '../ui/button';
import type { DiagramView } from './savedDiagram';

export interface DiagramActions {
  readonly pin: (isPinned: boolean) => void;
  readonly asTable: (asTable: boolean) => void;
  readonly zoomBy: (steps: number) => void;
  readonly zoomToFit: () => void;
  readonly save: () => void;
  readonly copy: () => void;
}

export interface ToolbarState extends DiagramView {
  readonly isPinned: boolean;
  readonly hasModel: boolean;
}

export class DiagramToolbar {
  readonly element: HTMLElement;
  readonly #texts: Texts;
  readonly #pin: Button;
  readonly #table: Button;
  /** For a drawing only. */
  readonly #drawn: readonly Button[];
  #state: ToolbarState = { asTable: false, zoom: undefined, isPinned: false, hasModel: false };

  constructor(texts: Texts, actions: DiagramActions) {
    this.#texts = texts;
    const button = (key: Parameters<Texts['get']>[0], icon: string, onClick: () => void): Button =>
      new Button({ label: texts.get(key), icon, appearance: 'icon', onClick });
    this.#pin = button('diagram.pin', 'pin', () => actions.pin(!this.#state.isPinned));
    this.#table = button('diagram.asTable', 'table', () => actions.asTable(!this.#state.asTable));
    this.#drawn = [
      button('diagram.zoomOut', 'zoom-out', () => actions.zoomBy(-1)),
      button('diagram.zoomIn', 'zoom-in', () => actions.zoomBy(1)),
      button('diagram.zoomFit', 'screen-normal', () => actions.zoomToFit()),
      button('diagram.copySvg', 'copy', () => actions.copy()),
      button('diagram.saveSvg', 'save', () => actions.save()),
    ];
    this.element = createElement(
      'div',
      { class: 'toolbar', attributes: { role: 'toolbar', 'aria-label': texts.get('diagram.toolbar') } },
      createElement(
        'span',
        { class: 'button-row' },
        ...[...this.#drawn, this.#table, this.#pin].map(({ element }) => element),
      ),
    );
  }

  render(state: ToolbarState): void {
    this.#state = state;
    const { isPinned, asTable, hasModel } = state;
    this.#pin.change(
      isPinned ? 'pinned' : 'pin',
      this.#texts.get(isPinned ? 'diagram.unpin' : 'diagram.pin'),
    );
    this.#table.change(
      asTable ? 'type-hierarchy' : 'table',
      this.#texts.get(asTable ? 'diagram.asDrawing' : 'diagram.asTable'),
    );
    this.#table.disabled = !hasModel;
    for (const button of this.#drawn) button.disabled = !hasModel || asTable;
  }
}
