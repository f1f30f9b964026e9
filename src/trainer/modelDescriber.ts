import path from 'node:path';
import type { Diagnostic } from '../core/config/diagnostic';
import { parseConfig } from '../core/config/parseConfig';
import type { Config } from '../core/config/schema';
import { modelSizes } from '../core/model/modelSizes';
import type { ModelSizes } from '../core/model/modelSizes';
import { modelGraph } from '../core/model/modelGraph';
import type { DescribeRequest, ModelDescription, ModellingReply } from '../protocol/modelling';
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
      return { type: 'described', description: describeModel(config, modelSizes(codecs)) };
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

/** @throws Error as `buildModel` */
export function describeModel(
  { model, task }: Pick<Config, 'model' | 'task'>,
  sizes: ModelSizes,
): ModelDescription {
  const { nodes, edges } = modelGraph(model, sizes, task);
  return {
    parameterCount: nodes.reduce((sum, node) => sum + node.parameterCount, 0),
    nodes: nodes.map((node) => ({
      ...node,
      marks: [...node.marks],
      path: [...node.path],
      related: node.related.map((path) => [...path]),
    })),
    edges: [...edges],
  };
}
