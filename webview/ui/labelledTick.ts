import { createElement } from '../dom';

export interface LabelledTickOptions {
  readonly label: string;
  readonly ticked: boolean;
  readonly onChange: (ticked: boolean) => void;
}

/** A check box with its label, drawn as the toolkit's: for a page that needs nothing else of it, which costs to load. */
export function createLabelledTick({ label, ticked, onChange }: LabelledTickOptions): HTMLElement {
  const tick = createElement('input', { class: 'drawn-tick', attributes: { type: 'checkbox' } });
  tick.checked = ticked;
  tick.addEventListener('change', () => onChange(tick.checked));
  return createElement('label', { class: 'labelled-tick' }, tick, label);
}
