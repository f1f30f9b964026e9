import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import * as contributions from '../../../src/contributions';

interface Property {
  readonly type: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly markdownDescription?: string;
}

const root = path.resolve(__dirname, '../../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  publisher: string;
  name: string;
  icon: string;
  keywords: string[];
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string; title: string; category: string; enablement?: string }[];
    menus: Record<string, { command: string; when?: string }[]>;
    keybindings: { command: string; when?: string }[];
    views: Record<string, { id: string }[]>;
    viewsContainers: { activitybar: { id: string; icon: string }[] };
    languageModelTools: { name: string; toolReferenceName: string; modelDescription: string }[];
    walkthroughs: {
      id: string;
      steps: { id: string; media: { svg: string; altText: string }; completionEvents: string[] }[];
    }[];
    configuration: { properties: Record<string, Property> };
  };
};
const { contributes } = manifest;
const sorted = (values: Iterable<string>): string[] => [...values].sort();

/** Every string anywhere in a JSON value. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(strings);
}

function sources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(path.join(folder, name)));
}

describe('package.json and src/contributions.ts', () => {
  it('have the same commands', () => {
    const declared = contributes.commands.map(({ command }) => command);
    assert.deepEqual(sorted(declared), sorted(Object.values(contributions.commands)));
  });

  it('use only declared commands in menus and keybindings, and menus have a condition', () => {
    const declared = new Set(contributes.commands.map(({ command }) => command));
    const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings];
    for (const { command, when } of used) {
      assert.ok(declared.has(command), command);
      assert.ok(when, `${command} is shown everywhere`);
    }
  });

  it('have the same settings with the same defaults and choices', () => {
    const { properties } = contributes.configuration;
    const defaults = Object.fromEntries(Object.entries(properties).map(([id, { default: d }]) => [id, d]));
    assert.deepEqual(defaults, contributions.settingDefaults);
    assert.deepEqual(properties['s2s.engine.name']?.enum, contributions.engineChoices);
    assert.deepEqual(properties['s2s.training.whenWindowCloses']?.enum, contributions.windowCloseChoices);
  });

  it('name settings so that none is the prefix of another, which VS Code could not hold', () => {
    const ids = Object.keys(contributes.configuration.properties);
    for (const id of ids) assert.ok(!ids.some((other) => other.startsWith(`${id}.`)), id);
  });

  it('have the same views, and panels wake the extension', () => {
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      [contributions.views.container],
    );
    const ids = contributes.views[contributions.views.container]?.map(({ id }) => id);
    assert.deepEqual(ids, [contributions.views.runs]);
    for (const type of [contributions.dashboardViewType, contributions.compareViewType])
      assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${type}`));
    assert.equal(`${manifest.publisher}.${manifest.name}`, contributions.extensionId);
  });

  it('know every context key and row state that a condition names', () => {
    const conditions = strings(contributes).filter((text) => /viewItem|s2s\.has/.test(text));
    const keys = new Set<string>(Object.values(contributions.contextKeys));
    const states = new Set<string>(contributions.runItemStates);
    assert.ok(conditions.length > 0);
    for (const condition of conditions) {
      for (const [key] of condition.matchAll(/s2s\.has\w+/g)) assert.ok(keys.has(key), key);
      for (const [, group] of condition.matchAll(/viewItem =~ \/\^run\\\.\((?:\?!)?([^)]*)\)(?:\\b)?\//g)) {
        for (const state of group?.split('|') ?? []) assert.ok(states.has(state), state);
      }
      for (const [, state] of condition.matchAll(/viewItem [!=]= run\.(\w+)/g)) {
        assert.ok(states.has(state ?? ''), state);
      }
    }
  });

  it('disable what trains, deletes or decodes in a restricted window', () => {
    const { train, trainAll, moveUpInQueue, removeFromQueue, pause, setLearningRate, reproduceRun } =
      contributions.commands;
    const { stop, resume, deleteRun, decodeSelection, decodeApply, decodeChooseModel } =
      contributions.commands;
    const { starRun, unstarRun, editNote, runSweep, runLadder, stopGroup } = contributions.commands;
    const { checkDataWithModel, dataCheckChanged, estimateCost } = contributions.commands;
    const { decodeFile, decodeAccept, decodeAcceptAll, decodeAcceptConfident } = contributions.commands;
    const { decodeOtherHypotheses, decodeWithPrefix, decodeClipboard, decodeText } = contributions.commands;
    const restricted = contributes.commands
      .filter(({ enablement }) => enablement === 'isWorkspaceTrusted')
      .map(({ command }) => command);
    assert.deepEqual(
      sorted(restricted),
      sorted([
        ...[checkDataWithModel, dataCheckChanged, estimateCost, starRun, unstarRun, editNote],
        ...[decodeFile, decodeAccept, decodeAcceptAll, decodeAcceptConfident],
        ...[decodeOtherHypotheses, decodeWithPrefix, decodeClipboard, decodeText],
        ...[train, trainAll, moveUpInQueue, removeFromQueue, pause, setLearningRate, reproduceRun],
        ...[runSweep, runLadder, stopGroup],
        ...[stop, resume, deleteRun, decodeSelection, decodeApply, decodeChooseModel],
      ]),
    );
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, [
      's2s.engine.nativePath',
    ]);
  });

  it('have the same tools for language models, each with a name to refer to and a full description', () => {
    const tools = contributes.languageModelTools;
    assert.deepEqual(
      sorted(tools.map(({ name }) => name)),
      sorted(Object.values(contributions.languageModelTools)),
    );
    for (const { name, toolReferenceName, modelDescription } of tools) {
      assert.match(name, /^s2s_[a-z]+_[a-z]+$/);
      assert.match(toolReferenceName, /^s2s[A-Z]\w+$/);
      assert.ok(modelDescription.length > 100, name);
    }
  });

  it('have a walkthrough whose steps end by known commands and keys, with small pictures in the theme’s colours', () => {
    const [walkthrough] = contributes.walkthroughs;
    assert.equal(`${contributions.extensionId}#${walkthrough?.id}`, contributions.walkthrough);
    const known = new Set<string>([
      ...Object.values(contributions.commands).map((command) => `onCommand:${command}`),
      ...Object.values(contributions.contextKeys).map((key) => `onContext:${key}`),
    ]);
    let bytes = 0;
    for (const { id, media, completionEvents } of walkthrough?.steps ?? []) {
      for (const event of completionEvents) assert.ok(known.has(event), `${id}: ${event}`);
      const picture = read(media.svg);
      bytes += picture.length;
      assert.match(picture, /var\(--vscode-/);
      // The page that shows it takes no styles, and a colour of its own would not fit every theme.
      assert.doesNotMatch(picture, /style|fill="#|stroke="#/);
    }
    assert.ok(bytes > 5_000 && bytes < 60_000, `${bytes} bytes`);
  });

  it('are followed by the code: no id is written out elsewhere in src', () => {
    const ids = [...Object.values(contributions.commands), contributions.views.runs];
    for (const text of [...sources('src/host'), read('src/extension.ts')]) {
      for (const id of ids) assert.ok(!text.includes(`'${id}'`), `'${id}' is written out`);
    }
  });
});

describe('package.nls.json', () => {
  const nls = JSON.parse(read('package.nls.json')) as Record<string, string>;
  const references = strings(manifest).flatMap((text) => /^%(.+)%$/.exec(text)?.[1] ?? []);

  it('has every text that package.json refers to, and no other', () => {
    assert.deepEqual(sorted(Object.keys(nls)), sorted(new Set(references)));
  });

  it('keeps the category out of the commands’ titles', () => {
    for (const { title, category } of contributes.commands) {
      assert.match(title, /^%command\..+\.title%$/);
      assert.equal(category, 'Seq2Seq');
    }
    for (const { markdownDescription } of Object.values(contributes.configuration.properties))
      assert.match(markdownDescription ?? '', /^%setting\./);
  });

  it('stays within what the Marketplace shows', () => {
    assert.ok(manifest.keywords.length <= 10);
    const icon = readFileSync(path.join(root, manifest.icon));
    assert.deepEqual(
      [icon.readUInt32BE(16), icon.readUInt32BE(20)],
      [128, 128],
      'width and height of the PNG',
    );
  });
});
