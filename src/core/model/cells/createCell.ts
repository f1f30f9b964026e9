import { GruCell } from './gruCell';
import { LstmCell } from './lstmCell';
import type { CellOptions, RecurrentCell } from './recurrentCell';
import { ResetFirstGruCell } from './resetFirstGruCell';
import { RnnCell } from './rnnCell';

/** The cell that a side's config describes. */
export function createCell(options: CellOptions): RecurrentCell {
  const { rnn_type, gru_reset } = options.layer;
  switch (rnn_type) {
    case 'rnn':
      return new RnnCell(options);
    case 'gru':
      return gru_reset === 'before' ? new ResetFirstGruCell(options) : new GruCell(options);
    case 'lstm':
      return new LstmCell(options);
  }
}
