import { add, zeros, type Rank, type Tensor2D } from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../config/schema';
import type { NamedTensors } from '../../step/step';
import { weightInitializer } from '../initializer';
import { vector, type ParameterList } from '../parameterList';
import type { CellState, RecurrentCell } from './recurrentCell';

/** A first state that is a parameter, the same for all rows: `NAME.initial_h` and, of an LSTM, `NAME.initial_c`. */
export class LearnedState {
  private readonly hName: string;
  private readonly cName: string | undefined;

  constructor(
    name: string,
    private readonly cell: RecurrentCell,
    config: ModelConfig,
    parameters: ParameterList,
  ) {
    const { units, hasMemory } = cell;
    const initializer = weightInitializer(config.initializer, config, units, units);
    this.hName = parameters.add(`${name}.initial_h`, [units], initializer);
    this.cName = hasMemory ? parameters.add(`${name}.initial_c`, [units], initializer) : undefined;
  }

  create(parameters: NamedTensors, batch: number): CellState {
    const rows = (name: string): Tensor2D =>
      add(zeros<Rank.R2>([batch, this.cell.units]), vector(parameters, name));
    return { h: rows(this.hName), c: this.cName === undefined ? undefined : rows(this.cName) };
  }
}
