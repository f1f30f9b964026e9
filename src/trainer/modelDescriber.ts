import path from 'node:path';
import type { Diagnostic } from '../core/config/diagnostic';
import { parseConfig } from '../core/config/parseConfig';
import type { Config } from '../core/config/schema';
import { modelSizes } from '../core/model/modelSizes';
import { summarizeModel } from '../core/model/summarizeModel';
import type { DescribeRequest, ModellingReply } from '../protocol/modelling';
import type { LearnedCodecs } from './learnedCodecs';

type Description = Extract<ModellingReply, { type: 'described' | 'undescribed' }>;

/** Says what model a config describes, as often as a key is pressed. */
export class ModelDescriber {
  constructor(private readonly codecs: LearnedCodecs) {}

  async describe({ configFile, configText }: DescribeRequest): Promise<Description> {
    const { config, diagnostics } = parseConfig(configText);
    const obstacle = diagnostics.find((diagnostic) => isInTheWay(diagnostic, config));
    if (obstacle !== undefined || config === undefined)
      return { type: 'undescribed', reason: obstacle?.message ?? '', line: obstacle?.line };
    try {
      const codecs = await this.codecs.of(config, path.resolve(configFile));
      const layers = summarizeModel(config.model, modelSizes(codecs), config.task);
      const parameterCount = layers.reduce((sum, layer) => sum + layer.parameterCount, 0);
      return { type: 'described', description: { parameterCount, layers } };
    } catch (error) {
      return { type: 'undescribed', reason: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** What is wrong with the training or the testing changes no model. */
function isInTheWay({ severity, path: [section] }: Diagnostic, config: Config | undefined): boolean {
  if (severity !== 'error') return false;
  return config === undefined || (section !== 'training' && section !== 'testing');
}
