import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { resolveConfigName } from '../../core/config/resolveConfigName';
import type { Config } from '../../core/config/schema';
import type { Example } from '../../core/data/batch';
import { BatchPlan } from '../../core/data/batchPlan';
import { codecsFor } from '../../core/data/codecsFor';
import { loadSplits } from '../../core/data/loadSplits';
import { makeExamples } from '../../core/data/makeExamples';
import { buildModel } from '../../core/model/buildModel';
import { modelSizes } from '../../core/model/modelSizes';
import { summarizeModel } from '../../core/model/summarizeModel';
import type { Codecs } from '../../core/text/codecs';
import { dataFileReader, requireConfig } from '../../trainer/checkConfig';
import { estimateCost } from '../../trainer/estimateCost';
import { graphSizeWarning, trainingGraphs, type TrainingGraph } from '../../trainer/trainingGraphs';
import { describeCost } from '../costText';
import { engineOption, wholeNumber, type EngineChoice } from '../options';
import type { Output } from '../output';

interface SummaryOptions {
  readonly threads?: number;
  readonly cost?: true;
  readonly engine: EngineChoice;
}

export function summaryCommand(output: Output): Command {
  return new Command('summary')
    .summary('layers, shapes and parameter count of a model')
    .description(
      'Prints the layers of the model that a config describes, with output shapes and parameter counts.\n' +
        'Reads the training data, because the vocabularies decide the sizes of embeddings and output.',
    )
    .argument('<config>', 'a .s2s.json file')
    .addHelpText(
      'after',
      '\nResult with --json: name, vocabularies {source, target}, layers [{name, outputShape, parameterCount}], parameterCount,\n' +
        'graphs {threads, shapes [{batchSize, sourceTime, targetTime, nodes, loops, firstRunSeconds}], warning?}: what native TensorFlow\n' +
        'would prepare before training. With --cost also cost {engine, threads, batchesPerEpoch, shapes, steps, epochs, mayEndEarlier,\n' +
        'secondsPerEpoch, validations, secondsPerValidation, firstRunSeconds, seconds, bytes, bytesAre}.',
    )
    .option(
      '--threads <n>',
      'threads of the tensorflow engine, for the size of its graphs',
      wholeNumber(1, 1024),
    )
    .option(
      '--cost',
      'run a few batches, and tell what a training takes: seconds per epoch and in all, memory',
    )
    .addOption(engineOption())
    .action(async (file: string, { cost: wantsCost, engine, ...options }: SummaryOptions) => {
      const { threads = availableParallelism() } = options;
      const { config, configFile } = await requireConfig({ configFile: path.resolve(file) });
      const { train } = await loadSplits(config, dataFileReader(configFile));
      const codecs = await codecsFor(config, train, dataFileReader(configFile));
      const { source, target } = codecs;
      const sizes = modelSizes(codecs);
      const layers = summarizeModel(config.model, sizes, config.task);
      const { examples } = makeExamples(codecs, train, config.data);
      const graphs = trainingGraphs(
        buildModel(config.model, sizes, config.task),
        config,
        examples.length === 0 ? [] : trainingShapes(examples, codecs, config),
        threads,
      );
      const parameterCount = layers.reduce((sum, layer) => sum + layer.parameterCount, 0);
      const name = resolveConfigName(config, configFile);
      output.line(
        `${name}: vocabulary of ${source.vocabularySize} source and ${target.vocabularySize} target tokens`,
      );
      for (const line of table([
        ['layer', 'output', 'parameters'],
        ...layers.map((layer) => [layer.name, layer.outputShape, layer.parameterCount.toLocaleString('en')]),
        ['total', '', parameterCount.toLocaleString('en')],
      ]))
        output.line(line);
      const plural = threads === 1 ? 'thread' : 'threads';
      output.line(`training steps as graphs of native TensorFlow with ${threads} ${plural}:`);
      for (const line of table([
        ['batch × source × target', 'recurrence', 'nodes', 'first run'],
        ...graphs.map(describeGraph),
      ]))
        output.line(line);
      const warning = graphSizeWarning(graphs);
      if (warning !== undefined) output.notice(`Warning: ${warning}`);
      const cost = wantsCost === true ? await estimateCost({ configFile, engine, ...options }) : undefined;
      if (cost !== undefined) for (const line of describeCost(cost)) output.line(line);
      output.result({
        name,
        vocabularies: { source: source.vocabularySize, target: target.vocabularySize },
        layers,
        parameterCount,
        graphs: { threads, shapes: graphs, ...(warning === undefined ? {} : { warning }) },
        ...(cost === undefined ? {} : { cost }),
      });
    });
}

function trainingShapes(examples: readonly Example[], codecs: Codecs, { training, random_seed }: Config) {
  return new BatchPlan(examples, codecs, {
    batchSize: training.batch_size,
    bucketWidth: training.length_bucket_width,
    shuffle: training.shuffle,
    seed: random_seed,
  }).shapes;
}

function describeGraph(graph: TrainingGraph): string[] {
  const { batchSize, sourceTime, targetTime, nodes, loops, firstRunSeconds } = graph;
  return [
    `${batchSize} × ${sourceTime} × ${targetTime}`,
    loops ? 'loop' : 'unrolled',
    nodes.toLocaleString('en'),
    `about ${firstRunSeconds.toFixed(1)} s`,
  ];
}

/** Rows as aligned columns, the last one to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  '),
  );
}
