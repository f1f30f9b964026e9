import type { Sample } from '../../src/protocol/panel';
import { createElement } from '../dom';
import type { NumberFormats } from '../format';
import type { Texts } from '../texts';
import { createPicture, isPicture, pictureName } from '../pictures/sourcePicture';
import { createIcon } from '../ui/icon';
import { diffCharacters, type Piece } from './characterDiff';

/** Makes the rows of the tables of samples; their cells say right and wrong by sign, underline and colour. */
export class SampleRows {
  constructor(
    private readonly texts: Texts,
    private readonly formats: NumberFormats,
  ) {}

  /** One of the samples of a validation. */
  createSample(sample: Sample): HTMLTableRowElement {
    const { hypothesis, reference } = diffCharacters(sample.reference, sample.hypothesis);
    return createElement(
      'tr',
      { class: 'sample', attributes: { tabindex: -1, 'data-index': sample.index } },
      createElement('td', { class: 'cell-number', text: String(sample.index + 1) }),
      this.#createResult(sample),
      createElement(
        'td',
        { class: 'cell-text' },
        ...inPixelRows(sample, sample.source, this.#createSource(sample)),
      ),
      createElement(
        'td',
        { class: 'cell-text cell-reference' },
        ...inPixelRows(sample, sample.reference, pieceNodes(reference, this.texts)),
      ),
      createElement(
        'td',
        { class: 'cell-text cell-hypothesis' },
        ...inPixelRows(sample, sample.hypothesis, pieceNodes(hypothesis, this.texts, true)),
      ),
      this.#createProbability(sample),
    );
  }

  /** The same sample at one of several validations. */
  createMoment(sample: Sample, step: number): HTMLTableRowElement {
    const { hypothesis } = diffCharacters(sample.reference, sample.hypothesis);
    return createElement(
      'tr',
      { attributes: { 'data-step': step } },
      createElement('td', { class: 'cell-step', text: this.formats.whole(step) }),
      this.#createResult(sample),
      createElement(
        'td',
        { class: 'cell-text cell-hypothesis' },
        ...pieceNodes(hypothesis, this.texts, true),
      ),
      this.#createProbability(sample),
    );
  }

  #createSource({ source, index }: Sample): readonly Node[] {
    if (!isPicture(source)) return pieceNodes([{ kind: 'same', text: source }], this.texts);
    const name = pictureName(source) ?? '';
    return [
      createElement(
        'span',
        { class: 'thumbnail', attributes: { title: name } },
        createPicture(source, index + 1, this.texts),
        createElement('span', {
          class: 'thumbnail-name',
          text: name.replace(/^.*[/\\]/, ''),
          attributes: { 'aria-hidden': 'true' },
        }),
      ),
    ];
  }

  #createResult({ correct }: Sample): HTMLElement {
    const result = this.texts.get(correct ? 'samples.right' : 'samples.wrong');
    return createElement(
      'td',
      { class: correct ? 'cell-result right' : 'cell-result wrong', attributes: { title: result } },
      createIcon(correct ? 'check' : 'close'),
      createElement('span', { class: 'visually-hidden', text: result }),
    );
  }

  #createProbability({ logProbability }: Sample): HTMLElement {
    return createElement('td', {
      class: 'cell-probability',
      text: this.formats.probability(Math.exp(logProbability)),
      attributes: { title: this.texts.get('samples.logProbability', this.formats.measure(logProbability)) },
    });
  }
}

/** A text whose characters are pixels, with the rows of its picture under each other. */
function inPixelRows({ picture }: Sample, text: string, nodes: readonly Node[]): readonly Node[] {
  if (picture === undefined || text === '' || /\s/.test(text)) return nodes;
  const rows = createElement('div', { class: 'pixel-rows' }, ...nodes);
  rows.style.width = `${picture.width}ch`;
  return [rows];
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
