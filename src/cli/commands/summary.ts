import path from 'node:path';
import { Command } from 'commander';
import { resolveConfigName } from '../../core/config/resolveConfigName';
import { loadSplits } from '../../core/data/loadSplits';
import { summarizeModel } from '../../core/model/summarizeModel';
import { buildCodecs } from '../../core/text/buildCodecs';
import { dataFileReader, requireConfig } from '../../trainer/checkConfig';
import type { Output } from '../output';

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
      '\nResult with --json: name, vocabularies {source, target}, layers [{name, outputShape, parameterCount}], parameterCount.',
    )
    .action(async (file: string) => {
      const { config, configFile } = await requireConfig({ configFile: path.resolve(file) });
      const { train } = await loadSplits(config, dataFileReader(configFile));
      const { source, target } = buildCodecs(config.data, train);
      const layers = summarizeModel(config.model, {
        sourceVocabularySize: source.vocabularySize,
        targetVocabularySize: target.vocabularySize,
      });
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
      output.result({
        name,
        vocabularies: { source: source.vocabularySize, target: target.vocabularySize },
        layers,
        parameterCount,
      });
    });
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
