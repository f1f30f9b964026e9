import * as vscode from 'vscode';
import type { DecodedLine } from '../../protocol/inference';
import type { InferenceProcess } from '../processes/inferenceProcess';
import type { Run } from '../runs/run';
import { Disposables } from '../disposables';
import { textOf } from './confidence';
import type { DecodedHypothesis } from './confidence';
import { differenceText } from './differenceText';
import { probabilityText, problemText } from './outcomeText';

/** Hypotheses that are searched for, and the width of the beam. */
export const hypothesisCount = 5;
/** From the last key to the search. */
const debounceMs = 120;

export interface PickRequest {
  readonly inference: InferenceProcess;
  readonly run: Run;
  readonly source: string;
  readonly folders: readonly string[];
  /** What the target is to begin with, to be typed on. */
  readonly prefix: string;
  /** Shows what writing a hypothesis would give; undefined: as it was. */
  readonly preview: (hypothesis: DecodedHypothesis | undefined) => void;
}

interface HypothesisItem extends vscode.QuickPickItem {
  readonly hypothesis?: DecodedHypothesis;
}

/**
 * Lists the most probable hypotheses of a source, each with its probability and how it differs from the first. What is
 * typed is the beginning of the target: the model goes on from there. Undefined when it was left.
 */
export function pickHypothesis(request: PickRequest): Promise<DecodedHypothesis | undefined> {
  const { inference, run, source, folders, prefix, preview } = request;
  const owned = new Disposables();
  const pick = owned.add(vscode.window.createQuickPick<HypothesisItem>());
  pick.title = vscode.l10n.t('{0}: hypotheses of {1}', source, run.manifest.name);
  pick.placeholder = vscode.l10n.t('Choose one, or type how the target begins: the model goes on from there');
  pick.value = prefix;
  pick.ignoreFocusOut = false;
  let abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  const search = async (): Promise<void> => {
    abort.abort();
    const own = new AbortController();
    abort = own;
    pick.busy = true;
    try {
      const [line] = await inference.decode({
        runFolder: run.folder,
        sources: [source],
        folders,
        beamSize: hypothesisCount,
        nBest: hypothesisCount,
        ...(pick.value === '' ? {} : { prefix: pick.value }),
        signal: own.signal,
      });
      if (!own.signal.aborted) pick.items = line === undefined ? [] : itemsOf(line);
    } catch (error) {
      if (!own.signal.aborted) pick.items = [message(error instanceof Error ? error.message : String(error))];
    } finally {
      if (!own.signal.aborted) pick.busy = false;
    }
  };

  return new Promise((resolve) => {
    owned.add(
      pick.onDidChangeValue(() => {
        clearTimeout(timer);
        timer = setTimeout(() => void search(), debounceMs);
      }),
    );
    owned.add(pick.onDidChangeActive(([item]) => preview(item?.hypothesis)));
    owned.add(
      pick.onDidAccept(() => {
        const hypothesis = pick.activeItems[0]?.hypothesis;
        if (hypothesis === undefined) return;
        resolve(hypothesis);
        pick.hide();
      }),
    );
    owned.add(
      pick.onDidHide(() => {
        clearTimeout(timer);
        abort.abort();
        owned.dispose();
        preview(undefined);
        resolve(undefined);
      }),
    );
    pick.show();
    void search();
  });
}

/** Items that stay whatever is typed, since what is typed steers the search. */
function itemsOf(line: DecodedLine): HypothesisItem[] {
  if (line.type === 'refused') return [message(line.message)];
  const [first] = line.hypotheses;
  return line.hypotheses.map((hypothesis, index) => {
    const problem = problemText(line, hypothesis);
    const difference =
      index === 0 || first === undefined ? '' : differenceText(textOf(first), textOf(hypothesis));
    const probability = probabilityText(hypothesis.logProbability);
    return {
      hypothesis,
      alwaysShow: true,
      // An empty label would be an empty row.
      label: textOf(hypothesis) === '' ? vscode.l10n.t('(the empty text)') : textOf(hypothesis),
      description: [probability, difference].filter((part) => part !== '').join(' · '),
      ...(problem === '' ? {} : { detail: problem }),
    };
  });
}

const message = (text: string): HypothesisItem => ({ label: `$(warning) ${text}`, alwaysShow: true });
