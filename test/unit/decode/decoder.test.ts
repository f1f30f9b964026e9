import assert from 'node:assert/strict';
import { memory } from '@tensorflow/tfjs-core';
import type { Config } from '../../../src/core/config/schema';
import { fillBatch } from '../../../src/core/data/fillBatch';
import { encodePair } from '../../../src/core/data/makeExamples';
import { Decoder, type DecodeOutcome } from '../../../src/core/decode/decoder';
import { decodeOptions, withDecodeOptions } from '../../../src/core/decode/decodeOptions';
import type { DecodeOptions, DecodeResult } from '../../../src/core/decode/hypothesis';
import { attentionMap, sourceColumns } from '../../../src/core/decode/readingOrder';
import type { Step } from '../../../src/core/step/step';
import { batchFeeds } from '../../../src/core/model/batchSpecs';
import { makeEvaluateStep } from '../../../src/core/train/evaluateStep';
import type { TrainingRun } from '../../../src/core/train/trainingRun';
import { collect, makeRun, tinyConfig, withFetches } from '../train/trainingFixture';

const testing = (change: Partial<Config['testing']>): Config => ({
  ...tinyConfig({}),
  testing: { ...tinyConfig({}).testing, ...change },
});

const resultOf = (outcome: DecodeOutcome | undefined): DecodeResult => {
  assert.equal(outcome?.type, 'decoded');
  return outcome.result;
};

describe('Decoder', () => {
  let run: TrainingRun;
  let decoder: Decoder;
  let tensorsBefore = 0;
  const options: DecodeOptions = { ...decodeOptions(testing({})), attention: true };
  const sources = ['abc', 'd', 'bca', 'abcda', 'dcb', 'aa'];

  before(async () => {
    run = await makeRun(tinyConfig({ updates: 60, validation_freq: 60, learning_rate: 0.03 }));
    tensorsBefore = memory().numTensors;
    await collect(run);
    decoder = new Decoder(run);
  });
  after(() => {
    decoder.dispose();
    run.engine.dispose();
    assert.equal(memory().numTensors, tensorsBefore);
  });

  it('gives one outcome for each source, in their order, whatever their lengths', () => {
    const outcomes = decoder.decode(sources, options);
    assert.deepEqual(
      outcomes.map((outcome) => resultOf(outcome).source),
      sources,
    );
    sources.forEach((source, index) => {
      const together = resultOf(outcomes[index]).hypotheses[0]!;
      const alone = resultOf(decoder.decode([source], options)[0]).hypotheses[0]!;
      assert.equal(together.text, alone.text);
      assert.ok(Math.abs(together.logProbability - alone.logProbability) < 1e-4);
    });
  });

  it('decodes more sources than fit one batch', () => {
    const many = Array.from({ length: 150 }, (_, index) => sources[index % sources.length]!);
    const outcomes = decoder.decode(many, options);
    assert.equal(outcomes.length, many.length);
    outcomes.forEach((outcome, index) => {
      assert.equal(resultOf(outcome).source, many[index]);
      const first = resultOf(outcomes[index % sources.length]).hypotheses[0]!;
      assert.equal(resultOf(outcome).hypotheses[0]!.text, first.text);
    });
  });

  it('decodes 200 lines in few batches of few shapes, and reads little back', () => {
    const runs: { step: string; values: number }[] = [];
    const engine = withFetches(run.engine, (step, fetches) => {
      const values = Object.values(fetches).reduce((sum, { length }) => sum + length, 0);
      runs.push({ step, values });
      return fetches;
    });
    const compiled: string[] = [];
    const counting = { ...engine, compile: (step: Step) => (compiled.push(step.name), engine.compile(step)) };
    const lines = Array.from({ length: 200 }, (_, index) => 'abcd'.repeat(1 + (index % 20)));
    const other = new Decoder({ ...run, engine: counting });
    other.decode(lines, { ...options, attention: false });
    other.decode(lines.toReversed(), { ...options, attention: false });
    // 64 + 64 + 64 + 8 sources, twice; of lengths that are padded to at most four.
    assert.equal(runs.filter(({ step }) => step === 'encode').length, 8);
    assert.ok(compiled.length <= 8, compiled.join(' '));
    // Of the vocabulary, ids and log probabilities of one token and of the two that are never written.
    for (const { step, values } of runs) assert.ok(values <= (step === 'encode' ? 0 : 64 * 3 * 2));
    runs.length = 0;
    other.decode(lines, { ...options, attention: false, beamSize: 4, nBest: 4 });
    // Sixteen sources of four hypotheses; twice the beam and the two tokens that are never written.
    assert.equal(runs.filter(({ step }) => step === 'encode').length, 13);
    for (const { step, values } of runs) assert.ok(values <= (step === 'encode' ? 0 : 64 * 10 * 2));
    other.dispose();
  });

  for (const beamSize of [1, 4]) {
    it(`gives the log probabilities that teacher forcing gives, with a beam of ${beamSize}`, () => {
      const beam = { ...options, beamSize, nBest: beamSize };
      let compared = 0;
      for (const outcome of decoder.decode(sources, beam)) {
        const { source, hypotheses } = resultOf(outcome);
        for (const { text, tokenLogProbabilities, finished, tokens } of hypotheses) {
          // An unknown symbol is not text that could be read back.
          if (!finished || tokens.includes('<unk>')) continue;
          const example = encodePair(run.codecs, { source, target: text, line: 1 });
          const shape = {
            batchSize: 1,
            sourceTime: example.sourceIds.length,
            targetTime: example.targetIds.length,
          };
          const batch = fillBatch([example], Int32Array.of(0), shape, run.codecs);
          const { fetches } = run.engine.compile(makeEvaluateStep(run.model, shape)).run(batchFeeds(batch));
          const losses = fetches['token_loss']!;
          assert.equal(losses.length, tokenLogProbabilities.length);
          tokenLogProbabilities.forEach((value, i) => assert.ok(Math.abs(value + losses[i]!) < 1e-4));
          compared++;
        }
      }
      assert.ok(compared > 0);
    });
  }

  it('finds hypotheses at least as probable with a beam as greedily', () => {
    const greedy = decoder.decode(sources, options);
    const wide = decoder.decode(sources, { ...options, beamSize: 8, nBest: 8 });
    wide.forEach((outcome, index) => {
      const { hypotheses } = resultOf(outcome);
      assert.equal(hypotheses.length, 8);
      const best = resultOf(greedy[index]).hypotheses[0]!;
      if (best.finished) assert.ok(hypotheses[0]!.score >= best.score - 1e-4);
    });
  });

  it('lays attention out in reading order: columns are the source tokens, rows the hypothesis', () => {
    const { sourceTokens, hypotheses } = resultOf(decoder.decode(['abc'], options)[0]);
    assert.deepEqual(sourceTokens, ['a', 'b', 'c', '</s>']);
    const { attention, tokens } = hypotheses[0]!;
    assert.deepEqual([attention?.rows, attention?.columns], [tokens.length, 4]);
    assert.equal(
      resultOf(decoder.decode(['abc'], { ...options, attention: false })[0]).hypotheses[0]?.attention,
      undefined,
    );
    const read = [Float32Array.of(1, 2, 3, 9), Float32Array.of(4, 5, 6, 9)];
    const reversed = { ...run.codecs, sourceReverse: true };
    assert.deepEqual(
      [...attentionMap({ ...reversed, sourceEos: true }, read).values],
      [3, 2, 1, 9, 6, 5, 4, 9],
    );
    assert.deepEqual(
      [...attentionMap({ ...reversed, sourceEos: false }, read).values],
      [9, 3, 2, 1, 9, 6, 5, 4],
    );
    assert.deepEqual(
      [...attentionMap({ ...run.codecs, sourceReverse: false }, read).values],
      [1, 2, 3, 9, 4, 5, 6, 9],
    );
    assert.deepEqual(sourceColumns({ ...run.codecs, sourceEos: false }, ['a']), ['a']);
  });

  it('refuses a source that is too long, and decodes the others', () => {
    const [fine, refused] = decoder.decode(['abc', 'a'.repeat(101)], options);
    assert.equal(fine?.type, 'decoded');
    assert.ok(refused?.type === 'refused');
    assert.match(
      refused.message,
      /101 characters, but this model takes at most 100 \(data\.src\.max_length\)/,
    );
  });

  it('takes an empty source for nothing to transform', () => {
    const { hypotheses, sourceTokens } = resultOf(decoder.decode(['abc', ''], options)[1]);
    assert.deepEqual(
      hypotheses.map(({ text, logProbability, finished }) => [text, logProbability, finished]),
      [['', 0, true]],
    );
    assert.deepEqual(sourceTokens, ['</s>']);
  });

  it('reports tokens that the vocabulary lacks', () => {
    assert.deepEqual(resultOf(decoder.decode(['aXbX'], options)[0]).unknownTokens, ['X']);
  });

  it('begins every hypothesis with the prefix, spelt as given', () => {
    for (const beamSize of [1, 3]) {
      const beam = { ...options, beamSize, nBest: beamSize, prefix: 'cZ' };
      for (const outcome of decoder.decode(['abc', ''], beam)) {
        const { hypotheses } = resultOf(outcome);
        assert.ok(hypotheses.every(({ text }) => text.startsWith('cZ')));
        assert.deepEqual(hypotheses[0]?.tokens.slice(0, 2), ['c', 'Z']);
      }
    }
  });

  it('obeys the longest output asked for', () => {
    const short = { ...options, maxOutputLength: 2 };
    for (const outcome of decoder.decode(sources, short)) {
      const { tokens, finished } = resultOf(outcome).hypotheses[0]!;
      assert.ok(tokens.length <= 2);
      assert.equal(finished, tokens.at(-1) === '</s>');
    }
    assert.equal(decodeOptions(testing({ max_output_length: 5 })).maxOutputLength, 6);
  });

  it('says so when more hypotheses are wanted than the beam holds', () => {
    assert.throws(
      () => decoder.decode(['abc'], { ...options, beamSize: 2, nBest: 3 }),
      /3 hypotheses can't come from a beam of 2: make the beam size at least 3/,
    );
  });

  it('says of a model without a single number in it that it is damaged', () => {
    const whole = run.engine.readVariables();
    const damaged = new Map(
      [...whole].map(([name, { shape, values }]) => [name, { shape, values: values.map(() => NaN) }]),
    );
    run.engine.writeVariables(damaged);
    for (const beamSize of [1, 3])
      for (const outcome of decoder.decode(['abc', 'd'], { ...options, beamSize })) {
        assert.ok(outcome.type === 'refused');
        assert.match(outcome.message, /no probabilities .* \(NaN\).* another checkpoint/);
      }
    run.engine.writeVariables(whole);
    assert.equal(decoder.decode(['abc'], options)[0]?.type, 'decoded');
  });

  it('scores given targets as decoding does, with the attention of a forced reference', () => {
    const found = decoder.decode(sources, { ...options, beamSize: 4, nBest: 4 });
    let compared = 0;
    for (const outcome of found) {
      const { source, hypotheses } = resultOf(outcome);
      for (const { text, tokens, tokenLogProbabilities, finished, attention } of hypotheses) {
        if (!finished || tokens.includes('<unk>')) continue;
        const [scored] = decoder.score([{ source, target: text }], { attention: true });
        assert.ok(scored?.type === 'scored');
        const { result } = scored;
        assert.deepEqual(result.tokens, tokens);
        result.tokenLogProbabilities.forEach((value, index) =>
          assert.ok(Math.abs(value - tokenLogProbabilities[index]!) < 1e-4),
        );
        result.attention?.values.forEach((value, index) =>
          assert.ok(Math.abs(value - attention!.values[index]!) < 1e-4),
        );
        assert.equal(result.attention?.rows, tokens.length);
        assert.ok(Math.abs(result.perplexity - Math.exp(-result.logProbability / tokens.length)) < 1e-9);
        compared++;
      }
    }
    assert.ok(compared > 5);
  });

  it('scores pairs of any lengths together, in their order, and refuses sources that are too long', () => {
    const pairs = [
      { source: 'abc', target: 'abcda' },
      { source: 'd', target: '' },
      { source: 'a'.repeat(101), target: 'a' },
      { source: '', target: 'bZ' },
    ];
    const together = decoder.score(pairs, { attention: false });
    assert.deepEqual(
      together.map(({ type }) => type),
      ['scored', 'scored', 'refused', 'scored'],
    );
    together.forEach((outcome, index) => {
      const [alone] = decoder.score([pairs[index]!], { attention: false });
      if (outcome.type === 'refused' || alone?.type !== 'scored') return;
      assert.equal(outcome.result.target, pairs[index]!.target);
      assert.ok(Math.abs(outcome.result.logProbability - alone.result.logProbability) < 1e-4);
      assert.equal(outcome.result.attention, undefined);
    });
    const last = together[3];
    assert.ok(last?.type === 'scored');
    assert.deepEqual(last.result.tokens, ['b', '<unk>', '</s>']);
  });

  describe('under constraints', () => {
    const decodeAll = (change: Partial<DecodeOptions>): DecodeResult[] =>
      decoder.decode(sources, withDecodeOptions(options, change)).map(resultOf);
    const textsOf = (change: Partial<DecodeOptions>): string[] =>
      decodeAll(change).flatMap(({ hypotheses }) => hypotheses.map(({ text }) => text));

    for (const beamSize of [1, 4]) {
      const beam = { beamSize, nBest: beamSize };
      it(`obeys each and all of them, with a beam of ${beamSize}`, () => {
        for (const text of textsOf({ ...beam, allowed: '/(ab|c)+d/' })) assert.match(text, /^(ab|c)+d$/);
        for (const text of textsOf({ ...beam, minOutputLength: 7 })) assert.ok(text.length >= 7);
        for (const text of textsOf({ ...beam, noRepeatNgramSize: 1 }))
          assert.equal(new Set(text.replace('<unk>', '?')).size, text.replace('<unk>', '?').length);
        for (const text of textsOf({ ...beam, forceTokens: ['dab', 'cc'] }))
          assert.ok(text.includes('dab') && text.includes('cc'), text);
        for (const text of textsOf({ ...beam, prefix: 'dd', allowed: '/d+c*/', minOutputLength: 4 }))
          assert.match(text, /^ddd*c*$(?<=.{4})/);
        for (const text of textsOf({ ...beam, generateUnk: false })) assert.ok(!text.includes('<unk>'));
      });
    }

    it('obeys them while sampling too, the same hypotheses for the same seed', () => {
      const sampling = { temperature: 3, topK: undefined, topP: 1, seed: 7 };
      const change = { sampling, nBest: 5, allowed: '/[ab]{2,6}/' };
      const texts = textsOf(change);
      assert.equal(texts.length, 5 * sources.length);
      for (const text of texts) assert.match(text, /^[ab]{2,6}$/);
      assert.deepEqual(textsOf(change), texts);
      assert.notDeepEqual(textsOf({ ...change, sampling: { ...sampling, seed: 8 } }), texts);
    });

    it('also asks the model about an empty source', () => {
      const outcome = decoder.decode([''], { ...options, minOutputLength: 2 })[0];
      assert.ok(resultOf(outcome).hypotheses[0]!.text.length >= 2);
    });

    it('says of a source for which nothing was found which constraints were in force', () => {
      const [outcome] = decoder.decode(['abc'], {
        ...options,
        allowed: '/a{9}/',
        minOutputLength: 1,
        maxOutputLength: 5,
      });
      assert.ok(outcome?.type === 'refused');
      assert.match(outcome.message, /obeys min_output_length and allowed within the longest output/);
    });

    it('says which token of a forced text the vocabulary lacks, and which grammar there is not', () => {
      assert.throws(
        () => decoder.decode(['abc'], { ...options, beamSize: 4, forceTokens: ['aZ'] }),
        /"aZ" can't be forced: the target vocabulary lacks "Z"/,
      );
      assert.throws(() => decoder.decode(['abc'], { ...options, allowed: 'xml' }), /"xml" names no grammar/);
    });

    it('puts the source token that is attended most into the place of an unknown symbol', () => {
      const whole = run.engine.readVariables();
      const name = 'decoder.output.bias';
      const bias = whole.get(name)!;
      const values = bias.values.slice();
      // Unknown symbols are all that this model writes.
      values[run.codecs.target.unkId] = 100;
      run.engine.writeVariables(new Map([[name, { shape: bias.shape, values }]]));
      const change = { replaceUnk: true, maxOutputLength: 4, attention: true };
      for (const { source, sourceTokens, hypotheses } of decodeAll(change)) {
        const { tokens, text, attention } = hypotheses[0]!;
        assert.equal(text.length, 4);
        tokens.forEach((token, row) => {
          const weights = sourceTokens.map(
            (_, column) => attention!.values[row * attention!.columns + column]!,
          );
          const real = weights.slice(0, source.length);
          assert.equal(token, source[real.indexOf(Math.max(...real))]);
        });
      }
      assert.ok(
        decodeAll({ maxOutputLength: 4 }).every(({ hypotheses }) => hypotheses[0]!.text.includes('<unk>')),
      );
      run.engine.writeVariables(whole);
    });

    it('leaves the plain program alone, and compiles one more for masks', () => {
      const compiled: string[][] = [];
      const engine = withFetches(run.engine, (_step, fetches) => fetches);
      const counting = {
        ...engine,
        compile: (step: Step) => {
          compiled.push([step.name, ...Object.keys(step.feeds).filter((feed) => feed === 'mask')]);
          return engine.compile(step);
        },
      };
      const other = new Decoder({ ...run, engine: counting });
      other.decode(['abc'], options);
      assert.deepEqual(compiled, [['encode'], ['decode']]);
      other.decode(['abc'], { ...options, minOutputLength: 1 });
      assert.deepEqual(compiled, [['encode'], ['decode'], ['decode', 'mask']]);
      other.dispose();
    });
  });

  it('keeps the number of tensors constant', () => {
    decoder.decode(sources, { ...options, beamSize: 3, nBest: 2 });
    const before = memory().numTensors;
    for (let round = 0; round < 5; round++) decoder.decode(sources, { ...options, beamSize: 3, nBest: 2 });
    assert.equal(memory().numTensors, before);
  });
});
