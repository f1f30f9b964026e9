import type { ModellingReply, ModellingRequest } from '../protocol/modelling';
import { LearnedCodecs } from './learnedCodecs';
import { ModelDescriber } from './modelDescriber';

/** Answers what the modelling process is asked, keeping what it has learned of the data. */
export class ModellingService {
  private readonly codecs = new LearnedCodecs();
  private readonly describer = new ModelDescriber(this.codecs);

  /** @throws Error with a sentence for people */
  async handle(request: ModellingRequest): Promise<ModellingReply> {
    switch (request.type) {
      case 'describe':
        return this.describer.describe(request);
      case 'estimate-cost': {
        // Brings an engine along, which nothing else here needs.
        const { estimateCost } = await import('./estimateCost');
        return { type: 'cost', cost: await estimateCost(request) };
      }
    }
  }
}
