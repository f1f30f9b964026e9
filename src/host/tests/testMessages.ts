import * as vscode from 'vscode';
import { commands } from '../../contributions';
import { boundsText } from '../../core/config/expectations';
import type { Expectation } from '../../core/config/expectations';
import type { ExpectationOutcome } from '../../protocol/expectations';
import { metricLabel, metricValue } from '../views/metricText';

/** Why a test failed, at the entry of the config that says what should have come out. */
export function messageOf(
  item: vscode.TestItem,
  expectation: Expectation,
  outcome: ExpectationOutcome,
): vscode.TestMessage {
  return at(item, explain(expectation, outcome));
}

/** What to do where nothing has been trained. */
export function noModelMessage(item: vscode.TestItem): vscode.TestMessage {
  const text = new vscode.MarkdownString(vscode.l10n.t('There is no trained model of this config yet.'));
  const argument = encodeURIComponent(JSON.stringify([item.uri]));
  text.appendMarkdown(` [${vscode.l10n.t('Train Model')}](command:${commands.train}?${argument})`);
  text.isTrusted = { enabledCommands: [commands.train] };
  return at(item, new vscode.TestMessage(text));
}

function explain(expectation: Expectation, outcome: ExpectationOutcome): vscode.TestMessage {
  switch (outcome.type) {
    case 'refused':
      return new vscode.TestMessage(outcome.message);
    case 'text': {
      const { expected, hypotheses, unknownTokens } = outcome;
      const written = hypotheses.map(({ text }) => text);
      const notes = [
        ...(hypotheses[0]?.finished === false
          ? [vscode.l10n.t('It was cut off at the greatest length.')]
          : []),
        ...(unknownTokens.length === 0
          ? []
          : [vscode.l10n.t('Unknown to the model: {0}.', [...new Set(unknownTokens)].join(' '))]),
      ];
      const what =
        written.length === 1
          ? vscode.l10n.t('Expected “{0}”, but the model writes “{1}”.', expected, written[0] ?? '')
          : vscode.l10n.t('Expected “{0}” among the {1} best hypotheses.', expected, written.length);
      return vscode.TestMessage.diff([what, ...notes].join(' '), expected, written.join('\n'));
    }
    case 'metric': {
      if (expectation.type !== 'metric') return new vscode.TestMessage('');
      const { metric } = expectation;
      const [value, low, high] = [outcome.value, outcome.low, outcome.high].map((number) =>
        metricValue({ metric, value: number }),
      );
      return new vscode.TestMessage(
        vscode.l10n.t(
          '{0} is {1} (95 % interval {2} to {3}, {4} pairs), expected {5}.',
          metricLabel(metric),
          value ?? '',
          low ?? '',
          high ?? '',
          outcome.pairs,
          boundsText(expectation),
        ),
      );
    }
  }
}

function at(item: vscode.TestItem, message: vscode.TestMessage): vscode.TestMessage {
  if (item.uri !== undefined && item.range !== undefined)
    message.location = new vscode.Location(item.uri, item.range);
  return message;
}
