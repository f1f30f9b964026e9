import * as vscode from 'vscode';
import { z } from 'zod';
import type { DecodedLine } from '../../protocol/inference';
import { probabilityOf } from '../decode/confidence';
import { foldersOf } from '../decode/foldersOf';
import { resolveModel } from '../decode/resolveModel';
import type { HostServices } from '../hostServices';
import type { Run } from '../runs/run';
import type { DecodeTextOptions, DecodeTextResult } from './s2sApi';

const widestBeam = 100;
/** Sources in one request. */
const batchSize = 64;

const textsSchema = z.array(z.string());
const optionsShape = {
  model: z.string().min(1).optional(),
  beamSize: z.int().min(1).max(widestBeam).optional(),
  nBest: z.int().min(1).max(widestBeam).optional(),
  prefix: z.string().optional(),
};
const optionsSchema = z.object(optionsShape);
const commandSchema = z.union([
  z.strictObject({ text: z.string(), ...optionsShape }),
  z.strictObject({ texts: textsSchema, ...optionsShape }),
]);

/** @throws Error with a sentence that says what is wrong and what to do */
export async function decodeForOthers(
  services: HostServices,
  givenTexts: readonly string[],
  givenOptions: DecodeTextOptions = {},
): Promise<readonly DecodeTextResult[]> {
  const texts = checked(textsSchema, givenTexts, vscode.l10n.t('texts'));
  const {
    beamSize,
    nBest = 1,
    prefix,
    model,
  } = checked(optionsSchema, givenOptions, vscode.l10n.t('options'));
  if (beamSize !== undefined && nBest > beamSize)
    throw new Error(
      vscode.l10n.t(
        '{0} hypotheses can’t come from a beam of {1}: make beamSize at least {0}.',
        nBest,
        beamSize,
      ),
    );
  if (!vscode.workspace.isTrusted)
    throw new Error(
      vscode.l10n.t('This window is in Restricted Mode: trust the workspace before decoding in it.'),
    );
  const { document, signal = new AbortController().signal } = givenOptions;
  const run = await modelFor(services, model, document);
  const inference = await services.processes.inference();
  const width = beamSize ?? (nBest > 1 ? nBest : undefined);
  const results: DecodeTextResult[] = [];
  for (let from = 0; from < texts.length; from += batchSize) {
    const lines = await inference.decode({
      runFolder: run.folder,
      sources: texts.slice(from, from + batchSize),
      folders: foldersOf(document?.uri),
      nBest,
      ...(width === undefined ? {} : { beamSize: width }),
      ...(prefix === undefined ? {} : { prefix }),
      signal,
    });
    results.push(...lines.map(toResult));
  }
  return results;
}

/** The command `s2s.decode`: `{text}` gives one result, `{texts}` a list. */
export async function decodeCommand(
  services: HostServices,
  argument: unknown,
): Promise<DecodeTextResult | readonly DecodeTextResult[] | undefined> {
  const given = checked(commandSchema, argument, vscode.l10n.t('the argument of s2s.decode'));
  const { model, beamSize, nBest, prefix } = given;
  const options = {
    ...(model === undefined ? {} : { model }),
    ...(beamSize === undefined ? {} : { beamSize }),
    ...(nBest === undefined ? {} : { nBest }),
    ...(prefix === undefined ? {} : { prefix }),
  };
  if ('texts' in given) return decodeForOthers(services, given.texts, options);
  const [result] = await decodeForOthers(services, [given.text], options);
  return result;
}

function checked<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const { data, error } = schema.safeParse(value);
  if (error === undefined) return data;
  const example = "{ text: 'Jul 20, 1969', model: 'dates', beamSize: 5, nBest: 3, prefix: '19' }";
  const reasons = error.issues.map(({ path, message }) => [...path.map(String), message].join(': '));
  throw new Error(
    vscode.l10n.t('Wrong {0}: {1}. Valid, as an example: {2}.', what, reasons.join('; '), example),
  );
}

async function modelFor(
  { models }: HostServices,
  model: string | undefined,
  document: DecodeTextOptions['document'],
): Promise<Run> {
  const usable = await models.usable();
  const [first, ...others] = usable;
  const names = [...new Set(usable.map(({ manifest }) => manifest.name))].join(', ');
  if (first === undefined)
    throw new Error(vscode.l10n.t('There is no trained model in this workspace yet. Train a model first.'));
  if (model !== undefined) {
    const named = resolveModel(usable, model);
    if (named !== undefined) return named;
    throw new Error(vscode.l10n.t('No run with a checkpoint is called ‘{0}’. There are: {1}.', model, names));
  }
  const scope = document ?? { languageId: 'plaintext' };
  const chosen = models.chosen(scope) ?? (others.length === 0 ? first : undefined);
  if (chosen !== undefined) return chosen;
  throw new Error(
    vscode.l10n.t(
      'Several models could decode this: {0}. Name one as `model`, or choose one with the command Choose Decoding Model.',
      names,
    ),
  );
}

function toResult(line: DecodedLine): DecodeTextResult {
  if (line.type === 'refused')
    return { source: line.source, hypotheses: [], unknownTokens: [], refused: line.message };
  const hypotheses = line.hypotheses.map((hypothesis) => {
    const { text, logProbability, finished } = hypothesis;
    return { text, probability: probabilityOf(hypothesis), logProbability, finished };
  });
  return { source: line.source, hypotheses, unknownTokens: [...line.unknownTokens] };
}
