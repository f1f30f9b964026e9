import { remove, set } from '../edits/configChange';
import type { ConfigChange } from '../edits/configChange';
import { isPointerShape } from '../../text/grammars/grammarDescriptions';
import { GrammarError } from '../../text/grammars/grammarError';
import { allowedTexts, canBegin } from '../../text/grammars/grammars';
import { textMetricNames, type Config } from '../schema';
import { say, type Message } from '../message';
import { error, warning } from './rule';
import type { Finding, Rule } from './rule';

type Testing = Config['testing'];

const usualBeam = 5;

/** The keys that turn sampling on, as far as they are there. */
function samplingKeys({ testing }: Config): ('temperature' | 'top_k' | 'top_p')[] {
  return (['temperature', 'top_k', 'top_p'] as const).filter((key) => testing[key] !== undefined);
}

/** Whether decoding compares hypotheses by their scores. */
function ranks(config: Config): boolean {
  const { beam_size, n_best } = config.testing;
  return beam_size > 1 || (samplingKeys(config).length > 0 && n_best > 1);
}

function noEffect(key: keyof Testing, reason: Message, ...alternatives: readonly ConfigChange[]): Finding {
  return warning(
    'no-effect',
    ['testing', key],
    say`${key} has no effect ${reason}`,
    remove(['testing', key]),
    ...alternatives,
  );
}

/** Every validation measures them, whatever eval_metrics says. */
const measuredAnyway: Rule = ({ testing: { eval_metrics } }) =>
  eval_metrics.flatMap((metric, index) =>
    textMetricNames.some((name) => name === metric)
      ? []
      : warning(
          'no-effect',
          ['testing', 'eval_metrics', index],
          say`eval_metrics has no effect on "${metric}", which every validation measures. Remove it; ${textMetricNames.map((name) => `"${name}"`).join(', ')} are measured where they are asked for.`,
          remove(['testing', 'eval_metrics', index]),
        ),
  );

const nBestOverBeam: Rule = (config) => {
  const { n_best, beam_size } = config.testing;
  if (n_best <= beam_size || samplingKeys(config).length > 0) return undefined;
  return error(
    'n-best-over-beam',
    ['testing', 'n_best'],
    say`n_best is ${n_best}, but a beam of ${beam_size} holds only ${beam_size} ${beam_size === 1 ? say`hypothesis` : say`hypotheses`}. Set beam_size to at least ${n_best}, or n_best to at most ${beam_size}.`,
    set(['testing', 'beam_size'], n_best),
    set(['testing', 'n_best'], beam_size),
  );
};

const penaltiesWithoutRanking: Rule = (config) => {
  if (ranks(config)) return undefined;
  const compared = { beam_alpha: say`lengths`, coverage_beta: say`coverage` };
  return (['beam_alpha', 'coverage_beta'] as const)
    .filter((key) => config.testing[key] !== 0)
    .map((key) =>
      noEffect(
        key,
        say`with beam_size 1: greedy decoding never compares ${compared[key]}. Set beam_size above 1, or remove it.`,
        set(['testing', 'beam_size'], usualBeam),
      ),
    );
};

const attentionNeeded: Rule = ({ testing, model }) => {
  if (model.decoder.attention.type !== 'none') return undefined;
  const needy = [
    ...(testing.coverage_beta === 0 ? [] : (['coverage_beta'] as const)),
    ...(testing.replace_unk ? (['replace_unk'] as const) : []),
  ];
  return needy.map((key) =>
    error(
      'needs-attention',
      ['testing', key],
      say`${key} goes by the attention, but model.decoder.attention is "none". Choose an attention such as "general", or remove ${key}.`,
      set(['model', 'decoder', 'attention', 'type'], 'general'),
      remove(['testing', key]),
    ),
  );
};

const samplingWithBeam: Rule = (config) => {
  const { beam_size } = config.testing;
  const [key] = samplingKeys(config);
  if (key === undefined || beam_size === 1) return undefined;
  return error(
    'sampling-with-beam',
    ['testing', key],
    say`${key} draws hypotheses at random, but beam_size ${beam_size} searches for the most probable ones. Remove ${key}, or set beam_size to 1.`,
    samplingKeys(config).map((sampling) => remove(['testing', sampling])),
    set(['testing', 'beam_size'], 1),
  );
};

const beamGroupsDivide: Rule = ({ testing: { beam_size, beam_groups } }) => {
  if (beam_size % beam_groups === 0) return undefined;
  return error(
    'beam-groups-divide',
    ['testing', 'beam_groups'],
    say`A beam of ${beam_size} can't be divided into ${beam_groups} equal groups. Set beam_size to a multiple of ${beam_groups}, such as ${Math.ceil(beam_size / beam_groups) * beam_groups}.`,
    set(['testing', 'beam_size'], Math.ceil(beam_size / beam_groups) * beam_groups),
    set(['testing', 'beam_groups'], 1),
  );
};

const diversityWithoutGroups: Rule = ({ testing: { beam_groups, diversity_penalty } }, isWritten) => {
  if (beam_groups > 1 && diversity_penalty === 0)
    return warning(
      'groups-without-diversity',
      ['testing', 'diversity_penalty'],
      say`With diversity_penalty 0 all groups find the same hypotheses. Set it to 0.2 … 0.8, or beam_groups to 1.`,
      set(['testing', 'diversity_penalty'], 0.5),
      [set(['testing', 'beam_groups'], 1), remove(['testing', 'diversity_penalty'])],
    );
  if (beam_groups > 1 || diversity_penalty === 0.5 || !isWritten(['testing', 'diversity_penalty']))
    return undefined;
  return noEffect('diversity_penalty', say`with beam_groups 1. Set beam_groups above 1, or remove it.`);
};

const lengthsReversed: Rule = ({ testing: { min_output_length, max_output_length } }) => {
  if (max_output_length === undefined || min_output_length <= max_output_length) return undefined;
  return error(
    'output-lengths-reversed',
    ['testing', 'min_output_length'],
    say`min_output_length ${min_output_length} is larger than max_output_length ${max_output_length}. Swap them.`,
    [
      set(['testing', 'min_output_length'], max_output_length),
      set(['testing', 'max_output_length'], min_output_length),
    ],
  );
};

const forcedTokensNeedBeam: Rule = (config) => {
  const { force_tokens, beam_size } = config.testing;
  if (force_tokens.length === 0 || beam_size > 1) return undefined;
  return error(
    'force-tokens-need-beam',
    ['testing', 'force_tokens'],
    say`force_tokens needs a beam: a single hypothesis would write the texts only where the longest output leaves no choice. Set beam_size to 5 or more.`,
    set(['testing', 'beam_size'], usualBeam),
  );
};

const replacementWithoutUnknowns: Rule = ({ testing: { generate_unk, replace_unk } }) => {
  if (generate_unk || !replace_unk) return undefined;
  return noEffect(
    'replace_unk',
    say`with generate_unk false: no unknown symbol is written. Remove one of them.`,
    remove(['testing', 'generate_unk']),
  );
};

const pointerWithoutUnknowns: Rule = ({ testing: { generate_unk }, data: { trg } }) => {
  if (generate_unk || trg.level !== 'pointer') return undefined;
  return noEffect(
    'generate_unk',
    say`with targets of level "pointer": a pointer network writes positions of its source alone. Remove it.`,
  );
};

const pointerShapeFits: Rule = ({ testing: { allowed }, data: { trg } }) => {
  if (allowed === undefined || allowed.startsWith('/')) return undefined;
  if (isPointerShape(allowed) === (trg.level === 'pointer')) return undefined;
  return error(
    'allowed-level',
    ['testing', 'allowed'],
    isPointerShape(allowed)
      ? say`"${allowed}" is about positions of the source, but data.trg.level is "${trg.level}". Use a grammar such as "json", or a regular expression.`
      : say`"${allowed}" is about text, but data.trg.level is "pointer". Use "tour" or "polygon".`,
    ...(isPointerShape(allowed)
      ? []
      : [set(['testing', 'allowed'], 'tour'), set(['testing', 'allowed'], 'polygon')]),
    remove(['testing', 'allowed']),
  );
};

const allowedIsReadable: Rule = ({ testing: { allowed, target_prefix } }) => {
  if (allowed === undefined || isPointerShape(allowed)) return undefined;
  try {
    if (canBegin(allowedTexts(allowed), target_prefix)) return undefined;
  } catch (problem) {
    if (!(problem instanceof GrammarError)) throw problem;
    return error(
      'allowed-not-regular',
      ['testing', 'allowed'],
      problem.message,
      remove(['testing', 'allowed']),
    );
  }
  return error(
    'prefix-not-allowed',
    ['testing', 'target_prefix'],
    say`No text that allowed ${JSON.stringify(allowed)} accepts begins with ${JSON.stringify(target_prefix)}. Change one of them.`,
    remove(['testing', 'target_prefix']),
    remove(['testing', 'allowed']),
  );
};

export const testingRules: readonly Rule[] = [
  measuredAnyway,
  nBestOverBeam,
  penaltiesWithoutRanking,
  attentionNeeded,
  samplingWithBeam,
  beamGroupsDivide,
  diversityWithoutGroups,
  lengthsReversed,
  forcedTokensNeedBeam,
  replacementWithoutUnknowns,
  pointerWithoutUnknowns,
  pointerShapeFits,
  allowedIsReadable,
];
