import { compareStrings } from './strings/compareStrings';
import { dashboardStrings } from './strings/dashboardStrings';
import { diagramStrings } from './strings/diagramStrings';
import { formStrings } from './strings/formStrings';

/**
 * Every text of the webviews by key, in English: one file a page in `strings/`. The host sends translations under the same
 * keys (`PanelStrings`); `{0}`, `{1}` … are replaced in the page, so the host translates the texts as they are. Data only:
 * no DOM, nothing but texts.
 */
export const panelStrings = {
  ...compareStrings,
  ...dashboardStrings,
  ...diagramStrings,
  ...formStrings,
} as const;

export type StringKey = keyof typeof panelStrings;
