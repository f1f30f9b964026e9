import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { webviewPages } from '../../../scripts/lib/webviewBundle.mjs';
import type { DiagramState } from '../../../src/protocol/diagram';
import { describeModel } from '../../../src/trainer/modelDescriber';
import { galleryModel } from '../../support/galleryModels';
import { compareSnapshot, curves } from './compareFixture';
import { CompareBrowser } from './comparePanel';
import { DiagramBrowser } from './diagramPage';
import { FormBrowser, type OpenFormOptions } from './formBrowser';
import { PanelBrowser, type OpenOptions } from './panelPage';
import { attentionAt, machineAt, run, snapshot } from './runFixture';

/** A page that is open, and what went wrong in it. */
export interface OpenPage {
  readonly page: Page;
  readonly problems: readonly string[];
}

export interface StatesOfPage {
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** That of the states which shows what the page is for. */
  readonly usual: string;
  /** Every state of note, each opened and painted. */
  readonly states: Readonly<Record<string, () => Promise<OpenPage>>>;
}

function dashboardStates(): StatesOfPage {
  const browser = new PanelBrowser();
  const open = async (options: OpenOptions): Promise<OpenPage> => {
    const panel = await browser.open(options);
    await panel.settle();
    await panel.settle();
    return panel;
  };
  const failed = { ...run, message: 'No space left on the device.', notices: ['The engine fell back.'] };
  const withMachine: NonNullable<OpenOptions['attention']> = (step, index) => {
    const [map, machine] = [attentionAt(step, index), machineAt(step, index)];
    return map === undefined || machine === undefined ? undefined : { ...map, machine };
  };
  return {
    start: () => browser.start(),
    stop: () => browser.stop(),
    usual: 'training',
    states: {
      loading: () => open({}),
      training: () => open({ snapshot, attention: attentionAt }),
      'a machine with a memory': () => open({ snapshot, attention: withMachine }),
      paused: () =>
        open({
          snapshot: {
            ...snapshot,
            run: { ...run, isPaused: true },
            changes: [{ kind: 'change', change: 'paused', step: 900, epoch: 3, elapsedMs: 54_000 }],
          },
        }),
      'without a point yet': () =>
        open({ snapshot: { ...snapshot, run: { ...run, step: 0 }, train: [], dev: [], samples: [] } }),
      'failed, as a table and without attention': async () => {
        const panel = await open({
          snapshot: { ...snapshot, run: { ...failed, status: 'failed' }, samples: [], attentionMaps: 'none' },
        });
        await panel.page.getByRole('button', { name: 'View as table' }).click();
        return panel;
      },
      'crashed, with no sample found': async () => {
        const panel = await open({ snapshot: { ...snapshot, run: { ...failed, status: 'crashed' } } });
        await panel.page.getByRole('searchbox', { name: 'Find in samples' }).fill('nowhere');
        await panel.page.getByText('No sample here').waitFor();
        return panel;
      },
      gone: async () => {
        const panel = await browser.open({ snapshot });
        await panel.send({ type: 'gone', message: 'The run folder has been deleted or moved.', strings: {} });
        await panel.page.getByRole('alert').waitFor();
        return panel;
      },
    },
  };
}

function compareStates(): StatesOfPage {
  const browser = new CompareBrowser();
  const compared = () => browser.open({ snapshot: compareSnapshot, curves });
  return {
    start: () => browser.start(),
    stop: () => browser.stop(),
    usual: 'some runs',
    states: {
      loading: () => browser.open(),
      'some runs': compared,
      'no runs': () => browser.open({ snapshot: { ...compareSnapshot, runs: [] } }),
      'a table for curves, and a run that is selected': async () => {
        const panel = await compared();
        await panel.page.locator('[data-chart="dev:loss"]').getByRole('button').last().click();
        await panel.page.locator('.run-row .run-cell').first().click();
        await panel.settle();
        return panel;
      },
      'runs that are filtered out': async () => {
        const panel = await compared();
        await panel.page.getByRole('searchbox', { name: 'Filter runs' }).fill('nowhere');
        await panel.settle();
        return panel;
      },
    },
  };
}

function diagramStates(): StatesOfPage {
  const browser = new DiagramBrowser();
  const state = async (changes: Partial<DiagramState> = {}): Promise<DiagramState> => {
    const { config, sizes } = await galleryModel('bahdanau');
    return {
      config: { name: 'bahdanau.s2s.json', uri: 'file:///project/bahdanau.s2s.json' },
      model: describeModel(config, sizes),
      problem: undefined,
      isReading: false,
      atCursor: ['decoder.attention'],
      isPinned: true,
      ...changes,
    };
  };
  const problem = { reason: 'A value is missing here.', line: 12 };
  return {
    start: () => browser.start(),
    stop: () => browser.stop(),
    usual: 'a model',
    states: {
      'a model': async () => browser.open({ state: await state() }),
      'the model before a mistake': async () => browser.open({ state: await state({ problem }) }),
      'no model': async () => browser.open({ state: await state({ model: undefined, problem }) }),
      'a model whose data are read': async () =>
        browser.open({ state: await state({ model: undefined, isReading: true }) }),
      'no config': async () => browser.open({ state: await state({ config: undefined, model: undefined }) }),
      'a table of layers': async () => {
        const diagram = await browser.open({ state: await state() });
        await diagram.page.getByRole('button', { name: 'View as table' }).click();
        return diagram;
      },
    },
  };
}

function formStates(): StatesOfPage {
  const browser = new FormBrowser();
  const text = readFileSync(path.resolve('gallery', 'luong', 'luong.s2s.json'), 'utf8');
  /** Opens it with the fields that are found: all of them take long to look at. */
  const openSome = async (find: string, options?: OpenFormOptions): Promise<OpenPage> => {
    const form = await browser.open(text, options);
    await form.page.getByRole('searchbox').fill(find);
    await form.settle();
    return form;
  };
  return {
    start: () => browser.start(),
    stop: () => browser.stop(),
    usual: 'a config with a mistake, and a key without effect',
    states: {
      'a config with a mistake, and a key without effect': async () => {
        const useless = text.replace('"updates": 800', '"updates": 800, "momentum": 0.9');
        const form = await browser.open(useless, { withIdleKeys: true });
        await form.control('model.decoder.attention').selectOption('an object with options');
        await form.page.locator('.form-status').getByText('1 error').waitFor();
        await form.field('training.patience').getByText('without scheduling').waitFor();
        await form.field('model.decoder.attention').scrollIntoViewIfNeeded();
        return form;
      },
      'a text that is no JSON': () =>
        openSome('patience', { blocked: { reason: 'syntax', message: 'A comma is missing.', line: 3 } }),
    },
  };
}

/** Every page that is bundled, in each state: a page that is missing here is an error of types. */
export const pageStates: Readonly<Record<keyof typeof webviewPages, () => StatesOfPage>> = {
  dashboard: dashboardStates,
  diagram: diagramStates,
  compare: compareStates,
  form: formStates,
};
