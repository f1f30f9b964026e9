import type { Sample } from '../../src/protocol/panel';
import { createElement } from '../dom';
import type { NumberFormats } from '../format';
import type { Texts } from '../texts';
import { createIcon } from '../ui/icon';
import { diffCharacters, type Piece } from './characterDiff';

/** One sample as a table row; its cells say right and wrong by sign, underline and colour. */
export function createSampleRow(sample: Sample, texts: Texts, formats: NumberFormats): HTMLTableRowElement {
  const { hypothesis, reference } = diffCharacters(sample.reference, sample.hypothesis);
  const result = texts.get(sample.correct ? 'samples.right' : 'samples.wrong');
  return createElement(
    'tr',
    { class: 'sample', attributes: { tabindex: -1, 'data-index': sample.index } },
    createElement('td', { class: 'cell-number', text: String(sample.index + 1) }),
    createElement(
      'td',
      { class: sample.correct ? 'cell-result right' : 'cell-result wrong', attributes: { title: result } },
      createIcon(sample.correct ? 'check' : 'close'),
      createElement('span', { class: 'visually-hidden', text: result }),
    ),
    createElement(
      'td',
      { class: 'cell-text' },
      ...pieceNodes([{ kind: 'same', text: sample.source }], texts),
    ),
    createElement('td', { class: 'cell-text cell-reference' }, ...pieceNodes(reference, texts)),
    createElement('td', { class: 'cell-text cell-hypothesis' }, ...pieceNodes(hypothesis, texts, true)),
    createElement('td', {
      class: 'cell-probability',
      text: formats.probability(Math.exp(sample.logProbability)),
      attributes: { title: texts.get('samples.logProbability', formats.measure(sample.logProbability)) },
    }),
  );
}

function pieceNodes(pieces: readonly Piece[], texts: Texts, isHypothesis = false): readonly Node[] {
  if (pieces.every(({ kind, text }) => text === '' || (isHypothesis && kind === 'missing')))
    return [createElement('span', { class: 'empty-text', text: texts.get('samples.emptyText') })];
  return pieces.map(({ kind, text }) => {
    if (kind === 'same') return createElement('span', { text });
    if (kind === 'wrong') return createElement('ins', { class: 'piece-wrong', text });
    if (!isHypothesis) return createElement('span', { class: 'piece-missing', text });
    const hint = texts.get('samples.missing', text);
    return createElement(
      'span',
      { class: 'piece-gap', attributes: { title: hint } },
      createElement('span', { text: '‸', attributes: { 'aria-hidden': 'true' } }),
      createElement('span', { class: 'visually-hidden', text: ` (${hint}) ` }),
    );
  });
}
