import { loadSplits } from '../../core/data/loadSplits';
import { dataFileReader } from '../../trainer/checkConfig';
import { LoadedModel } from '../../trainer/loadedModel';
import { measurePairs } from '../../trainer/measurePairs';
import type { DecodedMeasures } from '../../trainer/measurePairs';
import type { EngineChoice } from '../options';
import type { StoredResult } from './storedResult';

/** Measures the best checkpoint of a run on its config's test split, decoding as the config says. */
export async function measureRun(
  runFolder: string,
  engine: EngineChoice,
): Promise<Omit<StoredResult, 'inputs'>> {
  const model = await LoadedModel.load({ runFolder, checkpoint: 'best', engine });
  try {
    const { config, manifest } = model;
    const { test } = await loadSplits(config, dataFileReader(manifest.configFile));
    if (test === undefined) throw new Error(`${manifest.configFile} has no data.test to measure on.`);
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
