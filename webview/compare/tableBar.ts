import { createElement, setText } from '../dom';
import type { Texts } from '../texts';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import { CheckList } from '../ui/checkList';
import { createIcon } from '../ui/icon';
import { Select } from '../ui/select';
import { TextField } from '../ui/textField';
import type { CompareState, CompareStore } from './compareStore';
import type { CompareView } from './compareView';
import type { SeriesLook } from '../plot/seriesLook';
import { stateOf, type TableColumn } from './tableColumns';

interface Actions {
  readonly csv: () => void;
  readonly markdown: () => void;
  readonly tsv: () => void;
}

const noBaseline = '';

/** Filter, columns, baseline and export of the table of runs. */
export class TableBar {
  readonly element: HTMLElement;
  /** Says that a filter is on, and takes it away. */
  readonly notice = createElement('div', { class: 'filter-notice', attributes: { role: 'status' } });
  readonly #noticeText = createElement('span');
  readonly #filter: TextField;
  readonly #states: CheckList;
  readonly #columns: CheckList;
  readonly #baseline: Select<string>;

  constructor(
    private readonly texts: Texts,
    private readonly store: CompareStore,
    view: CompareView,
    actions: Actions,
  ) {
    this.#filter = new TextField({
      label: texts.get('compare.filter'),
      type: 'search',
      value: view.filter,
      onInput: (filter) => store.updateView({ filter }),
    });
    this.#states = new CheckList({
      label: texts.get('compare.states'),
      icon: 'filter',
      onToggle: (id) => this.#toggleList('states', id),
    });
    this.#columns = new CheckList({
      label: texts.get('compare.columns'),
      icon: 'settings',
      onToggle: (id) => this.#toggleList('hiddenColumns', id),
    });
    this.#baseline = new Select({
      label: texts.get('compare.baseline'),
      choices: [],
      value: noBaseline,
      onChange: (key) => store.updateView({ baseline: key === noBaseline ? undefined : key }),
    });
    const changedOnly = new Checkbox({
      label: texts.get('compare.changedOnly'),
      checked: view.changedOnly,
      onChange: (value) => store.updateView({ changedOnly: value }),
    });
    const button = (key: Parameters<Texts['get']>[0], icon: string, onClick: () => void): HTMLElement =>
      new Button({ label: texts.get(key), icon, appearance: 'icon', onClick }).element;
    const clear = new Button({
      label: texts.get('compare.clearFilter'),
      icon: 'clear-all',
      appearance: 'secondary',
      onClick: () => {
        this.#filter.value = '';
        store.updateView({ filter: '', states: [] });
        this.#filter.element.focus();
      },
    });
    this.notice.append(createIcon('filter-filled'), this.#noticeText, clear.element);
    this.element = createElement(
      'div',
      { class: 'toolbar', attributes: { role: 'group', 'aria-label': texts.get('compare.tableBar') } },
      this.#filter.element,
      this.#states.element,
      this.#baseline.element,
      changedOnly.element,
      this.#columns.element,
      createElement(
        'span',
        { class: 'button-row' },
        button('compare.exportCsv', 'desktop-download', actions.csv),
        button('compare.copyMarkdown', 'markdown', actions.markdown),
        button('compare.copyTsv', 'copy', actions.tsv),
      ),
    );
  }

  render(
    { runs, view }: CompareState,
    columns: readonly TableColumn[],
    looks: ReadonlyMap<string, SeriesLook>,
    listedCount: number,
  ): void {
    const { texts } = this;
    const isFiltered = view.filter.trim() !== '' || view.states.length > 0;
    this.notice.hidden = !isFiltered;
    setText(this.#noticeText, isFiltered ? texts.get('compare.filterOn', listedCount, runs.length) : '');
    const states = [...new Set([...runs.map(stateOf), ...view.states])].sort();
    this.#states.render(
      states.map((id) => ({
        id,
        label: texts.find(`compare.state.${id}`, id),
        checked: view.states.includes(id),
      })),
      view.states.length === 0
        ? texts.get('compare.states')
        : texts.get('compare.statesOn', view.states.length),
    );
    this.#columns.render(
      columns
        .filter(({ id }) => id !== 'name')
        .map(({ id, label }) => ({ id, label, checked: !view.hiddenColumns.includes(id) })),
    );
    this.#baseline.change(
      [
        { value: noBaseline, label: texts.get('compare.noBaseline') },
        ...runs.map(({ key, name }) => ({ value: key, label: looks.get(key)?.label ?? name })),
      ],
      runs.some(({ key }) => key === view.baseline) ? (view.baseline ?? noBaseline) : noBaseline,
    );
  }

  #toggleList(list: 'states' | 'hiddenColumns', id: string): void {
    const old = this.store.state?.view[list] ?? [];
    this.store.updateView({ [list]: old.includes(id) ? old.filter((other) => other !== id) : [...old, id] });
  }
}
