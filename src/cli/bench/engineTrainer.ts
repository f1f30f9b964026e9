import type { Batch } from '../../core/data/batch';
import { buildModel } from '../../core/model/buildModel';
import type { CompiledStep, Engine, VariableValue } from '../../core/step/engine';
import { initialSlots } from '../../core/train/optimizers';
import { makeTrainStep, trainFeeds } from '../../core/train/trainStep';
import { benchModelSizes } from './benchCase';
import type { CaseMessage } from './peerMessages';

/** The training step of a case on one of our engines. */
export class EngineTrainer {
  private readonly variables: ReadonlyMap<string, VariableValue>;
  private readonly compiled: CompiledStep;
  private update = 0;

  constructor(
    private readonly engine: Engine,
    private readonly one: CaseMessage,
    weights: ReadonlyMap<string, VariableValue>,
    private readonly batch: Batch,
  ) {
    const model = buildModel(one.model, benchModelSizes(one.size));
    this.variables = new Map([...weights, ...initialSlots(model.parameters, one.training)]);
    engine.defineVariables(this.variables);
    this.compiled = engine.compile(makeTrainStep(model, one.training, batch));
  }

  /** Back to the initial weights, without optimizer state. */
  reset(): void {
    this.engine.writeVariables(this.variables);
    this.update = 0;
  }

  /** One update; the mean loss of a target token before it. */
  step(): number {
    this.update++;
    const { training } = this.one;
    const { fetches } = this.compiled.run(
      trainFeeds(this.batch, training, {
        learningRate: training.learning_rate,
        seed: 1,
        update: this.update,
        apply: true,
      }),
    );
    return fetches['loss_sum']![0]! / fetches['target_tokens']![0]!;
  }

  dispose(): void {
    this.compiled.dispose();
  }
}
