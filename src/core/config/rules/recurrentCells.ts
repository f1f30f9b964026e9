import type { Config, RnnType } from '../schema';
import { say, type Message } from '../message';

/** The recurrent layers of a model, by side. */
interface Cells {
  readonly side: 'encoder' | 'decoder';
  readonly rnn_type: RnnType;
}

/** What recurrent layers there are: some tasks and encoders have none on one side. */
export function recurrentCells({ task, model: { encoder, decoder } }: Config): readonly Cells[] {
  const hasEncoder = task !== 'language_model' && encoder.type !== 'image';
  // A Neural Turing Machine writes the target itself.
  const hasDecoder = task !== 'aligned' && encoder.type !== 'ntm';
  return [
    ...(hasEncoder ? [{ side: 'encoder', rnn_type: encoder.rnn_type } as const] : []),
    ...(hasDecoder ? [{ side: 'decoder', rnn_type: decoder.rnn_type } as const] : []),
  ];
}

/** Such as `the encoder is "gru" and the decoder is "rnn"`. */
export function cellsInWords(cells: readonly Cells[]): Message {
  const words = cells.map(({ side, rnn_type }) => say`the ${side} is "${rnn_type}"`);
  return words.reduce((before, after) => say`${before} and ${after}`);
}
