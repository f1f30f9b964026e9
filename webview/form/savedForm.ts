import type { VsCodeApi } from '../messages';
import { isObject } from './formState';

/** What the page keeps over reloads: where the user was, and what was chosen. */
export interface SavedForm {
  readonly query: string;
  readonly onlyChanged: boolean;
  readonly hideIdle: boolean;
  readonly descriptions: boolean;
  /** Names of sections that are folded. */
  readonly folded: readonly string[];
  readonly scrollTop: number;
  /** Key of the path of the field that had the keyboard; empty: none. */
  readonly focused: string;
}

const nothing: SavedForm = {
  query: '',
  onlyChanged: false,
  hideIdle: false,
  descriptions: false,
  folded: [],
  scrollTop: 0,
  focused: '',
};

/** Reads what was kept; whatever is not as expected counts as not kept. */
export function readSavedForm(api: VsCodeApi): SavedForm {
  const kept = api.getState();
  if (!isObject(kept)) return nothing;
  const { query, onlyChanged, hideIdle, descriptions, folded, scrollTop, focused } = kept;
  return {
    query: typeof query === 'string' ? query : '',
    onlyChanged: onlyChanged === true,
    hideIdle: hideIdle === true,
    descriptions: descriptions === true,
    folded: Array.isArray(folded) ? folded.filter((name) => typeof name === 'string') : [],
    scrollTop: typeof scrollTop === 'number' ? scrollTop : 0,
    focused: typeof focused === 'string' ? focused : '',
  };
}
