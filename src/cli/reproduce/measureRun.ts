import { isDeepStrictEqual } from 'node:util';
import { parseConfig } from '../../core/config/parseConfig';
import type { Config } from '../../core/config/schema';
import { loadSplits } from '../../core/data/loadSplits';
import type { Pair } from '../../core/data/pair';
import { measureMolecules } from '../../core/metrics/moleculeMetrics';
import type { MoleculeMeasures } from '../../core/metrics/moleculeMetrics';
import { dataFileReader } from '../../trainer/checkConfig';
import { LoadedModel } from '../../trainer/loadedModel';
import { measurePairs } from '../../trainer/measurePairs';
import type { DecodedMeasures } from '../../trainer/measurePairs';
import type { EngineChoice } from '../options';
import { loadCanonicalSmiles } from './canonicalSmiles';
import type { StoredResult } from './storedResult';

/**
 * Measures the best checkpoint of a run on the test split of a config that may differ from the run's own in `data.test`,
 * decoding as the config says.
 * @throws Error when there is no test split, or when the run has been trained on some of it
 */
export async function measureRun(
  runFolder: string,
  configText: string,
  engine: EngineChoice,
): Promise<Omit<StoredResult, 'inputs'>> {
  const model = await LoadedModel.load({ runFolder, checkpoint: 'best', engine });
  try {
    const { config, manifest } = model;
    const test = await testOf(config, configText, manifest.configFile);
    const { beam_size, sacrebleu_cfg } = config.testing;
    const measures = measurePairs(model, test, {
      beamSize: beam_size,
      bleuTokenizer: sacrebleu_cfg.tokenize,
    });
    const { decoded } = measures;
    return {
      checkpoint: model.step,
      metrics: {
        loss: measures.loss,
        perplexity: measures.perplexity,
        bits_per_sequence: measures.bitsPerSequence,
        token_accuracy: measures.tokenAccuracy,
        ...(decoded === undefined ? {} : decodedMetrics(decoded)),
        ...(config.data.trg.level === 'smiles' ? await moleculeMetrics(model, test) : {}),
      },
      byLength: (decoded?.points?.byLength ?? []).map(({ length, measures: metrics }) => ({
        length,
        metrics,
      })),
      accuracyByLength: [...(decoded?.accuracyByLength ?? [])],
    };
  } finally {
    model.dispose();
  }
}

/** The test split of `configText`; what its run was trained on may not be in it. */
async function testOf(run: Config, configText: string, configFile: string): Promise<readonly Pair[]> {
  const test = parseConfig(configText).config?.data.test;
  const read = dataFileReader(configFile);
  const splits = await loadSplits({ ...run, data: { ...run.data, test } }, read);
  if (splits.test === undefined) throw new Error(`${configFile} has no data.test to measure on.`);
  if (isDeepStrictEqual(test, run.data.test)) return splits.test;
  const { train } = await loadSplits(run, read);
  const seen = new Set(train.map(({ source }) => source));
  const known = splits.test.filter(({ source }) => seen.has(source)).length;
  if (known > 0)
    throw new Error(
      `${known} of the ${splits.test.length} test sources are in the training split of the run.`,
    );
  return splits.test;
}

/** By a beam of five, whatever the config decodes with. */
async function moleculeMetrics(model: LoadedModel, test: readonly Pair[]): Promise<MoleculeMeasures> {
  const outcomes = model.decode(
    test.map(({ source }) => source),
    { beamSize: 5, nBest: 5 },
  );
  const answers = outcomes.map((outcome, index) => ({
    hypotheses: outcome.type === 'refused' ? [] : outcome.result.hypotheses.map(({ text }) => text),
    reference: test[index]!.target,
  }));
  return measureMolecules(answers, await loadCanonicalSmiles());
}

function decodedMetrics(decoded: DecodedMeasures): StoredResult['metrics'] {
  const { sequenceAccuracy, bleu, chrf, editDistance, bracketF1, malformedTrees } = decoded;
  return {
    sequence_accuracy: sequenceAccuracy,
    bleu,
    chrf,
    edit_distance: editDistance,
    ...(bracketF1 === undefined ? {} : { bracket_f1: bracketF1 }),
    ...decoded.points?.overall,
    ...(malformedTrees === undefined ? {} : { malformed_trees: malformedTrees }),
  };
}
