import type { RnnType } from '../../config/schema';
import { GruCell } from './gruCell';
import { LstmCell } from './lstmCell';
import type { CellOptions, RecurrentCell } from './recurrentCell';
import { RnnCell } from './rnnCell';

export function createCell(type: RnnType, options: CellOptions): RecurrentCell {
  switch (type) {
    case 'rnn':
      return new RnnCell(options);
    case 'gru':
      return new GruCell(options);
    case 'lstm':
      return new LstmCell(options);
  }
}
