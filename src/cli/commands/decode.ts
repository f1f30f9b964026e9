import path from 'node:path';
import { Command } from 'commander';
import type { DecodeOutcome } from '../../core/decode/decoder';
import type { Hypothesis } from '../../core/decode/hypothesis';
import type { GateTrace } from '../../core/inspect/gateTrace';
import type { MachineTrace } from '../../core/inspect/machineTrace';
import { nameOfSource } from '../../core/image/pictureUri';
import { LoadedModel } from '../../trainer/loadedModel';
import { loadPictureSources } from '../../trainer/pictureSources';
import { attentionRows, drawAttention } from '../attentionDrawing';
import { CommandFailed } from '../commandFailed';
import { addDecodeFlags, checkDecodeFlags, flaggedOptions } from '../decodeFlags';
import type { DecodeFlags } from '../decodeFlags';
import { drawGates } from '../gateDrawing';
import { checkpointOption, engineOption } from '../options';
import { drawMachine, headRows, memoryRows } from '../memoryDrawing';
import type { CheckpointName, EngineChoice } from '../options';
import type { Output } from '../output';
import { readLines } from '../readLines';
import { UsageError } from '../usageError';

interface DecodeCommandOptions extends DecodeFlags {
  readonly attention?: true;
  readonly memory?: true;
  readonly gates?: true;
  readonly checkpoint: CheckpointName;
  readonly engine: EngineChoice;
}

export function decodeCommand(output: Output): Command {
  return addDecodeFlags(new Command('decode'))
    .summary('transform text with a trained model')
    .description(
      'Reads one source a line and writes one hypothesis a line (with --n-best: so many lines for each source).\n' +
        'A language model has no source: it continues every line, and writes the line with what follows.\n' +
        'A model of pictures reads the path of a PNG file in each line, or is given one such file itself.\n' +
        'A source that can’t be decoded (too long) gives an empty line, a message on stderr and exit code 1.',
    )
    .argument('<run>', 'a run folder')
    .argument('[file]', 'the sources, UTF-8; - or nothing: standard input', '-')
    .option('--attention', 'draw where the decoder looked; with --json: as numbers')
    .option(
      '--memory',
      'draw the memory of a Neural Turing Machine and where its heads were; with --json: as numbers',
    )
    .option(
      '--gates',
      'draw how far the gates of a GRU or LSTM that reads the source are open; with --json: as numbers',
    )
    .addOption(checkpointOption())
    .addOption(engineOption())
    .addHelpText(
      'after',
      '\nResult with --json: results [{source, hypotheses [{text, tokens, logProbability, probability, attention?, machine?}], gates?} or {source, message}], checkpoint.',
    )
    .action(async (run: string, file: string, options: DecodeCommandOptions) => {
      const { checkpoint, engine } = options;
      checkDecodeFlags(options);
      const attention = options.attention === true;
      const memory = options.memory === true;
      const given = await readSources(file);
      const model = await LoadedModel.load({ runFolder: path.resolve(run), checkpoint, engine });
      if (model.warning !== undefined) output.notice(`Warning: ${model.warning}`);
      if (memory && model.config.model.encoder.type !== 'ntm')
        throw new UsageError(
          '--memory shows Neural Turing Machines (model.encoder.type "ntm"); this model has no memory.',
        );
      if (options.gates === true && model.model.encoderGates === undefined)
        throw new UsageError(
          '--gates shows encoders of GRU or LSTM cells (model.encoder.rnn_type); this model’s encoder has no gates.',
        );
      const inside: Inside = {
        machine: (source, text) => (memory ? model.traceMachine(source, text) : undefined),
        gates: (source) => (options.gates === true ? model.traceGates(source) : undefined),
      };
      const folders = file === '-' ? ['.'] : [path.dirname(file), '.'];
      const sources = await loadPictureSources(model.config, given, folders);
      const outcomes = model.decode(sources, { ...flaggedOptions(options, model.config), attention });
      // Looking inside costs a run of the model: for one of the two.
      if (output.json)
        output.result({
          results: outcomes.map((outcome, index) => ({
            ...toJson(outcome, attention, inside),
            source: given[index],
          })),
          checkpoint: model.step,
        });
      else for (const outcome of outcomes) show(outcome, output, inside);
      model.dispose();
      if (outcomes.some(({ type }) => type === 'refused')) throw new CommandFailed();
    });
}

/** What went on in a model; undefined where nobody wants to know. */
interface Inside {
  readonly machine: (source: string, text: string) => MachineTrace | undefined;
  readonly gates: (source: string) => GateTrace | undefined;
}

/** The lines of a file; of a picture its path. */
async function readSources(file: string): Promise<string[]> {
  return /\.png$/i.test(file) ? [path.resolve(file)] : readLines(file);
}

function show(outcome: DecodeOutcome, output: Output, inside: Inside): void {
  if (outcome.type === 'refused') {
    output.line();
    output.notice(`${JSON.stringify(nameOfSource(outcome.source))}: ${outcome.message}`);
    return;
  }
  const { source, sourceTokens, regions, unknownTokens, hypotheses } = outcome.result;
  if (unknownTokens.length > 0)
    output.notice(
      `Warning: ${JSON.stringify(source)} has tokens that the model never saw: ${unknownTokens.map((token) => JSON.stringify(token)).join(', ')}.`,
    );
  for (const { text, tokens, attention } of hypotheses) {
    output.line(text);
    if (attention !== undefined) {
      for (const line of drawAttention(attention, sourceTokens, tokens, { columns: output.columns, regions }))
        output.line(line);
      output.line();
    }
    const machine = inside.machine(source, text);
    if (machine !== undefined) for (const line of drawMachine(machine, output)) output.line(line);
  }
  const gates = inside.gates(source);
  if (gates !== undefined) for (const line of drawGates(gates, output)) output.line(line);
}

function toJson(outcome: DecodeOutcome, attention: boolean, inside: Inside): object {
  if (outcome.type === 'refused') return { source: outcome.source, message: outcome.message };
  const { source, sourceTokens, regions, unknownTokens, hypotheses } = outcome.result;
  const gates = inside.gates(source);
  return {
    source,
    sourceTokens,
    ...(regions === undefined ? {} : { regions }),
    ...(unknownTokens.length === 0 ? {} : { unknownTokens }),
    ...(gates === undefined ? {} : { gates: gatesJson(gates) }),
    hypotheses: hypotheses.map((hypothesis) => {
      const machine = inside.machine(source, hypothesis.text);
      return {
        ...hypothesisJson(hypothesis, attention),
        ...(machine === undefined ? {} : { machine: machineJson(machine) }),
      };
    }),
  };
}

function machineJson(trace: MachineTrace): object {
  const { steps, sourceSteps, readHeads, writeHeads } = trace;
  const heads = Array.from({ length: readHeads + writeHeads }, (_, head) => headRows(trace, head));
  return {
    steps,
    sourceSteps,
    readWeightings: heads.slice(0, readHeads),
    writeWeightings: heads.slice(readHeads),
    memory: steps.map((_, step) => memoryRows(trace, step)),
  };
}

function gatesJson({ steps, gates }: GateTrace): object[] {
  return gates.map(({ layer, gate, units, values }) => ({
    layer,
    gate,
    values: attentionRows({ rows: steps.length, columns: units, values }),
  }));
}

function hypothesisJson(
  { text, tokens, logProbability, attention }: Hypothesis,
  withAttention: boolean,
): object {
  return {
    text,
    tokens,
    logProbability,
    probability: Math.exp(logProbability),
    ...(withAttention && attention !== undefined ? { attention: attentionRows(attention) } : {}),
  };
}
