import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { formModel } from '../../src/host/form/formModel';
import { panelStrings } from '../../src/protocol/panelStrings';
import { FormBrowser, type TestedForm } from './support/formBrowser';
import { shiftsOf, watchShifts } from './support/layoutShifts';

const gallery = (name: string): string =>
  readFileSync(path.resolve('gallery', name, `${name}.s2s.json`), 'utf8');

const luong = gallery('luong');
/** Two errors of the schema, a key that does nothing, and one that nobody knows. */
const wrong = luong
  .replace('"hidden_size": 64', '"hidden_size": 0')
  .replace('"batch_size": 64', '"batch_size": "many"')
  .replace('"updates": 800', '"updates": 800, "speed": 3');
const useless = luong.replace('"updates": 800', '"updates": 800, "momentum": 0.9');

describe('The form of a config', () => {
  const browser = new FormBrowser();
  before(() => browser.start());
  after(() => browser.stop());

  const value = (form: TestedForm, key: string): Promise<string> => form.control(key).inputValue();

  it('shows what is written, and defaults where nothing is', async () => {
    const form = await browser.open(luong);
    assert.equal(await value(form, 'model.encoder.hidden_size'), '64');
    assert.equal(await value(form, 'model.encoder.num_layers'), '');
    assert.equal(await form.control('model.encoder.num_layers').getAttribute('placeholder'), '1');
    assert.equal(await value(form, 'model.decoder.rnn_type'), 'lstm (default)');
    assert.equal(await value(form, 'training.scheduling'), 'not set: it stays learning_rate');
    assert.match(await form.field('model.encoder.hidden_size').innerText(), /in the file/);
    assert.doesNotMatch(await form.field('model.encoder.num_layers').innerText(), /in the file/);
    assert.equal(await form.control('training.shuffle').isChecked(), true);
    assert.deepEqual(form.problems, []);
  });

  it('writes a number when typing rests, and takes the key out when it is emptied or reset', async () => {
    const form = await browser.open(luong);
    const size = form.control('model.encoder.num_layers');
    await size.fill('2');
    await form.until(() => form.valueAt('model.encoder.num_layers') === 2, 'the number');
    await size.fill('');
    await form.until(() => form.valueAt('model.encoder.num_layers') === undefined, 'the key to go');
    await form.page.getByRole('button', { name: 'Reset hidden_size to its default' }).first().click();
    await form.until(() => form.valueAt('model.encoder.hidden_size') === undefined, 'the reset');
    assert.equal(form.edits(), 3);
    const comments = (text: string): string[] => text.match(/\/\/.*/g) ?? [];
    assert.deepEqual(comments(form.text), comments(luong));
  });

  it('changes choices, boxes and kinds', async () => {
    const form = await browser.open(luong);
    await form.control('model.encoder.rnn_type').selectOption('gru');
    await form.until(() => form.valueAt('model.encoder.rnn_type') === 'gru', 'the choice');
    await form.control('model.decoder.input_feeding').check();
    await form.until(() => form.valueAt('model.decoder.input_feeding') === true, 'the tick');
    await form.control('model.decoder.attention').selectOption('an object with options');
    await form.until(() => form.valueAt('model.decoder.attention.type') === 'general', 'the object');
    await form.control('model.decoder.attention.function').selectOption('sparsemax');
    await form.until(() => form.valueAt('model.decoder.attention.function') === 'sparsemax', 'the option');
    await form.field('model.decoder.attention.window').getByRole('checkbox').first().check();
    await form.until(() => form.valueAt('model.decoder.attention.window.kind') === 'monotonic', 'the window');
    await form.control('data.train').selectOption('generator: dates');
    await form.until(() => form.valueAt('data.train.generator') === 'dates', 'the generator');
    assert.equal(form.valueAt('data.train.size'), 30000, 'what both generators have stays');
    assert.equal(form.valueAt('data.train.symbols'), undefined);
    await form.control('data.test').selectOption({ index: 0 });
    await form.until(() => form.valueAt('data.test') === undefined, 'the split to go');
    assert.deepEqual(form.problems, []);
  });

  it('edits lists: adds, moves and removes items', async () => {
    const form = await browser.open(luong);
    const list = form.field('testing.eval_metrics');
    const add = list.getByRole('button', { name: 'Add an item' });
    await add.click();
    await form.until(() => Array.isArray(form.valueAt('testing.eval_metrics')), 'the list');
    await list.locator('select').selectOption('bleu');
    await form.until(() => form.valueAt('testing.eval_metrics.0') === 'bleu', 'the item');
    await add.click();
    await form.until(() => form.valueAt('testing.eval_metrics.1') === 'loss', 'another item');
    await form.page.getByRole('button', { name: 'Move item 2 of eval_metrics up' }).click();
    await form.until(() => form.valueAt('testing.eval_metrics.0') === 'loss', 'the move');
    await form.page.getByRole('button', { name: 'Remove item 1 of eval_metrics' }).click();
    await form.until(() => form.valueAt('testing.eval_metrics.0') === 'bleu', 'the removal');
    await form.field('training.adam_betas').locator('input').nth(1).fill('0.98');
    await form.until(
      () => JSON.stringify(form.valueAt('training.adam_betas')) === '[0.9,0.98]',
      'the second of two numbers',
    );
  });

  it('keeps what is being typed, and the caret, when the text changes elsewhere', async () => {
    const form = await browser.open(luong);
    const name = form.control('name');
    await name.focus();
    await name.evaluate((box: HTMLInputElement) => box.setSelectionRange(2, 2));
    await form.page.keyboard.type('X');
    await form.changeText(luong.replace('"updates": 800', '"updates": 900'));
    assert.equal(await value(form, 'training.updates'), '900');
    assert.equal(await value(form, 'name'), 'luXong');
    const caret = await name.evaluate((box: HTMLInputElement) => [
      box.selectionStart,
      document.activeElement === box,
    ]);
    assert.deepEqual(caret, [3, true]);
    await form.until(() => form.valueAt('name') === 'luXong', 'what was typed to arrive');
    assert.equal(form.valueAt('training.updates'), 900);
  });

  it('follows an undo in the field that has the keyboard', async () => {
    const form = await browser.open(luong);
    const box = form.control('training.updates');
    await box.fill('5');
    await form.until(() => form.valueAt('training.updates') === 5, 'the edit');
    await form.changeText(luong);
    assert.equal(await box.inputValue(), '800');
    assert.equal(await box.evaluate((element) => document.activeElement === element), true);
  });

  it('does not fall back while an edit is under way', async () => {
    const form = await browser.open(luong);
    form.isSilent = true;
    await form.control('model.decoder.input_feeding').check();
    // What the host says of the text as it was before.
    await form.sendValue(0);
    await form.settle();
    assert.equal(await form.control('model.decoder.input_feeding').isChecked(), true);
    await form.sendValue(1);
    await form.settle();
    assert.equal(
      await form.control('model.decoder.input_feeding').isChecked(),
      false,
      'the edit was refused',
    );
  });

  it('says what is wrong at the field, for screen readers too, and jumps to it', async () => {
    const form = await browser.open(wrong);
    const { page } = form;
    const status = page.locator('.form-status');
    await status.getByText('3 errors').waitFor();
    const box = form.control('training.batch_size');
    assert.equal(await box.getAttribute('aria-invalid'), 'true');
    const message = page.locator(`[id="${(await box.getAttribute('aria-errormessage')) ?? ''}"]`);
    assert.match(await message.innerText(), /batch_size/);
    assert.equal(await box.inputValue(), 'many');
    await page.locator('[data-section="training"]').getByText('speed').first().waitFor();

    await page.evaluate(() => window.scrollTo(0, 0));
    await status.getByRole('button', { name: 'Problems' }).click();
    await status.getByRole('listitem').filter({ hasText: 'training.batch_size' }).getByRole('button').click();
    assert.equal(await box.evaluate((element) => document.activeElement === element), true);
    await page.locator('.problem-list').waitFor({ state: 'hidden' });
    await form.screenshot('form-problems');
    await form.field('training.batch_size').getByRole('button', { name: 'line' }).click();
    await form.until(() => form.received.some(({ type }) => type === 'open-text'), 'the way to the text');
  });

  it('keeps what is no number in the field, and says what would be', async () => {
    const form = await browser.open(luong);
    const box = form.control('training.learning_rate');
    await box.fill('fast');
    await form.field('training.learning_rate').getByText('“fast” is not a number').waitFor();
    assert.equal(await box.getAttribute('aria-invalid'), 'true');
    assert.equal(form.edits(), 0);
    await box.press('Escape');
    assert.equal(await box.inputValue(), '0.003');
    assert.equal(await box.getAttribute('aria-invalid'), null);
    await box.fill('2e-3');
    await form.until(() => form.valueAt('training.learning_rate') === 0.002, 'the number');
    assert.equal(await box.inputValue(), '2e-3', 'as it was typed');
  });

  it('greys keys that would do nothing, and says why', async () => {
    const form = await browser.open(useless, { withIdleKeys: true });
    const momentum = form.field('training.momentum');
    await momentum.getByText('momentum has no effect with optimizer "adam".').first().waitFor();
    const patience = form.field('training.patience');
    await patience.getByText('patience has no effect without scheduling.').waitFor();
    assert.match((await form.control('training.patience').getAttribute('aria-describedby')) ?? '', /idle/);
    await form.page.getByRole('checkbox', { name: 'Hide keys without effect' }).click();
    await patience.waitFor({ state: 'hidden' });
    assert.equal(await momentum.isVisible(), true, 'what is written stays in view');
    await form.control('training.scheduling').selectOption('plateau');
    await patience.waitFor();
  });

  it('searches keys and descriptions, and shows only keys of the file', async () => {
    const form = await browser.open(luong);
    const { page } = form;
    await page.getByRole('searchbox').fill('bahdanau attention');
    await form.field('model.decoder.attention').waitFor();
    assert.equal(await form.field('training.updates').isVisible(), false);
    await page.getByRole('searchbox').fill('no such key');
    await page.getByText('No key fits.').waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByRole('checkbox', { name: 'Only keys in the file' }).click();
    await form.field('training.momentum').waitFor({ state: 'hidden' });
    const shown = await page.locator('.form-field:visible').count();
    assert.ok(shown > 10 && shown < 40, String(shown));
  });

  it('shows a description on demand', async () => {
    const form = await browser.open(luong);
    const field = form.field('training.clip_grad_norm');
    const description = field.getByText('Pascanu et al. 2013');
    assert.equal(await description.isVisible(), false);
    const button = field.getByRole('button', { name: 'Description of clip_grad_norm' });
    await button.click();
    await description.waitFor();
    assert.equal(await button.getAttribute('aria-expanded'), 'true');
    const described = (await form.control('training.clip_grad_norm').getAttribute('aria-describedby')) ?? '';
    assert.match(await form.page.locator(`[id="${described}"]`).innerText(), /global norm/);
  });

  it('says where a text can’t be read, and lets nothing be edited until it can', async () => {
    const form = await browser.open(luong);
    form.blocked = { reason: 'syntax', message: 'A comma is missing before this.', line: 12 };
    await form.sendValue();
    await form.page.getByText('Line 12 can’t be read: A comma is missing').waitFor();
    assert.equal(await value(form, 'training.updates'), '800', 'what was there last');
    assert.equal(await form.control('training.updates').getAttribute('readonly'), '');
    assert.equal(await form.control('model.encoder.rnn_type').isDisabled(), true);
    await form.page.getByRole('button', { name: 'Go to Line 12' }).click();
    await form.until(
      () => form.received.some((message) => message.type === 'open-text' && message.line === 12),
      'the request',
    );
    await form.screenshot('form-blocked');
    form.blocked = { reason: 'read-only' };
    await form.sendValue();
    await form.page.getByText('This file is read-only').waitFor();
  });

  it('comes back where it was', async () => {
    const form = await browser.open(luong);
    const { page } = form;
    await page.locator('[data-section="data"] > summary').click();
    await form.control('training.updates').focus();
    await page.evaluate(() => window.scrollTo(0, 700));
    await page.waitForTimeout(250);
    const before = await page.evaluate(() => window.scrollY);
    await page.reload();
    await page.locator('.config-form').waitFor();
    await form.settle();
    assert.equal(await page.evaluate(() => window.scrollY), before);
    assert.equal(await form.field('data.train').isVisible(), false);
    assert.equal(
      await form.control('training.updates').evaluate((element) => document.activeElement === element),
      true,
    );
  });

  it('fits a narrow window', async () => {
    const form = await browser.open(wrong, { viewport: { width: 420, height: 800 } });
    await form.settle();
    const overflow = await form.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(overflow <= 0, `${overflow} pixels too wide`);
    await form.screenshot('form-narrow');
  });

  describe('whose fields are not all built yet', () => {
    const openBusy = (text = luong): Promise<TestedForm> => browser.open(text, { browser: 'busy' });
    const isBuilt = async (form: TestedForm, key: string): Promise<boolean> =>
      (await form.field(key).count()) > 0;
    const hasKeyboard = (form: TestedForm, key: string): Promise<boolean> =>
      form.control(key).evaluate((element) => document.activeElement === element);
    /** Where a field is in the window. */
    const topOf = (form: TestedForm, key: string): Promise<number> =>
      form.field(key).evaluate((element) => element.getBoundingClientRect().top);
    const scrolledTo = (form: TestedForm): Promise<number> => form.page.evaluate(() => window.scrollY);
    /** When what it keeps is kept. */
    const reopen = async (form: TestedForm): Promise<void> => {
      await form.page.waitForTimeout(250);
      await form.page.reload();
      await form.page.locator('.config-form').waitFor();
      await form.settle();
    };
    const keys = (form: TestedForm): Promise<(string | undefined)[]> =>
      form.page
        .locator('.form-section > [data-path]')
        .evaluateAll((fields) => fields.map((field) => (field as HTMLElement).dataset['path']));

    it('has all headings, and the fields in view', async () => {
      const form = await openBusy();
      await form.settle();
      assert.equal(await isBuilt(form, 'training.updates'), false);
      assert.deepEqual(
        await form.page.getByRole('heading', { level: 2 }).allInnerTexts(),
        formModel().map(({ name }) => panelStrings[`form.section.${name}`]),
      );
      assert.match(await form.page.locator('[data-section="training"] summary').innerText(), /in the file/);
      const firstGap = await form.page
        .locator('.form-section[aria-busy] > :last-child')
        .first()
        .evaluate((place) => place.getBoundingClientRect().top - window.innerHeight);
      assert.equal(
        await form.page.locator('[data-section="data"][aria-busy]').count(),
        1,
        'no more than that',
      );
      assert.ok(firstGap >= 0, `A field is missing ${-firstGap} pixels above the end of the window`);
    });

    it('gets the others, in their order, when there is time, and nothing in view moves', async () => {
      const form = await openBusy();
      await form.settle();
      await watchShifts(form.page);
      await form.rest();
      assert.deepEqual(
        await keys(form),
        formModel().flatMap(({ path: at, fields }) => fields.map(({ key }) => [...at, key].join('/'))),
      );
      assert.equal(await form.page.locator('[aria-busy]').count(), 0);
      assert.deepEqual(await shiftsOf(form.page), []);
      assert.deepEqual(form.problems, []);
    });

    it('gets them in a browser that can’t tell when it has time', async () => {
      const form = await browser.open(luong, { browser: 'hurried' });
      assert.equal(await isBuilt(form, 'testing.beam_size'), true);
      assert.deepEqual(form.problems, []);
    });

    it('shows the field of a key that is asked for, and keeps it where it is', async () => {
      const form = await openBusy();
      await form.send({ type: 'form-show', path: ['training', 'updates'] });
      await form.settle();
      assert.equal(await hasKeyboard(form, 'training.updates'), true);
      assert.equal(await value(form, 'training.updates'), '800');
      const before = await topOf(form, 'training.updates');
      assert.ok(before > 0 && before < 900, String(before));
      assert.equal(await isBuilt(form, 'testing.beam_size'), false);
      await form.rest();
      assert.equal(await isBuilt(form, 'testing.beam_size'), true);
      assert.equal(await topOf(form, 'training.updates'), before);
      assert.equal(await hasKeyboard(form, 'training.updates'), true);
    });

    it('lists problems of fields to come, and leads to them', async () => {
      const form = await openBusy(wrong);
      const status = form.page.locator('.form-status');
      await status.getByText('3 errors').waitFor();
      await form.page.locator('[data-section="training"]').getByText('speed').first().waitFor();
      assert.equal(
        await form.page.locator('[data-section="training"] .field-problem').count(),
        1,
        'what is wrong with the section itself',
      );
      await status.getByRole('button', { name: 'Problems' }).click();
      await status
        .getByRole('listitem')
        .filter({ hasText: 'training.batch_size' })
        .getByRole('button')
        .click();
      assert.equal(await hasKeyboard(form, 'training.batch_size'), true);
      assert.equal(await form.control('training.batch_size').getAttribute('aria-invalid'), 'true');
      await form.rest();
      assert.match(await form.field('training.batch_size').innerText(), /Error/);
    });

    it('finds fields to come, and counts them', async () => {
      const find = async (form: TestedForm): Promise<string> => {
        await form.page.getByRole('searchbox').fill('gradient norm');
        await form.field('training.clip_grad_norm').waitFor();
        return form.page.locator('.form-search').getByRole('status').innerText();
      };
      const found = await find(await openBusy());
      assert.match(found, /^\d+ keys?$/);
      assert.equal(found, await find(await browser.open(luong)));
    });

    it('hides sections without a key in the file at once', async () => {
      const form = await openBusy();
      await form.page.getByRole('checkbox', { name: 'Only keys in the file' }).check();
      assert.equal(await form.field('training.updates').isVisible(), true);
      assert.equal(await form.field('training.momentum').isVisible(), false);
      const shown = await form.page
        .locator('.form-section:visible')
        .evaluateAll((sections) => sections.map((section) => (section as HTMLElement).dataset['section']));
      assert.ok(!shown.includes('model'), shown.join());
    });

    it('shows in fields to come what the text has by then', async () => {
      const form = await openBusy();
      form.blocked = { reason: 'read-only' };
      await form.changeText(luong.replace('"updates": 800', '"updates": 900'));
      assert.equal(await isBuilt(form, 'training.updates'), false);
      await form.rest();
      assert.equal(await value(form, 'training.updates'), '900');
      assert.equal(await form.control('training.updates').getAttribute('readonly'), '');
    });

    it('comes back where it was scrolled to, with what is seen there', async () => {
      const form = await openBusy();
      await form.rest();
      await form.control('training.optimizer').scrollIntoViewIfNeeded();
      const [before, top] = [await scrolledTo(form), await topOf(form, 'training.optimizer')];
      assert.ok(before > 2000, String(before));
      await reopen(form);
      assert.equal(await scrolledTo(form), before);
      assert.equal(await topOf(form, 'training.optimizer'), top);
      await form.rest();
      assert.equal(await scrolledTo(form), before);
      assert.equal(await topOf(form, 'training.optimizer'), top);
    });

    it('comes back to the field that had the keyboard, though that is out of view', async () => {
      const form = await openBusy();
      await form.rest();
      await form.control('training.updates').focus();
      await form.page.evaluate(() => window.scrollTo(0, 0));
      await reopen(form);
      assert.equal(await hasKeyboard(form, 'training.updates'), true);
      assert.equal(await scrolledTo(form), 0);
    });

    it('comes back to what was found', async () => {
      const form = await openBusy();
      await form.page.getByRole('searchbox').fill('clip_grad_norm');
      await reopen(form);
      assert.equal(await form.field('training.clip_grad_norm').isVisible(), true);
      assert.equal(await form.page.locator('[data-section="experiment"]').isVisible(), false);
    });

    it('leaves the fields of folded sections for later', async () => {
      const form = await openBusy();
      await form.page.locator('[data-section="experiment"] > summary').click();
      await form.page.locator('[data-section="data"] > summary').click();
      await reopen(form);
      assert.equal(await isBuilt(form, 'data.train'), false);
      assert.equal(await isBuilt(form, 'model.encoder.rnn_type'), true);
      await form.rest();
      assert.equal(await isBuilt(form, 'data.train'), true);
      assert.equal(await form.field('data.train').isVisible(), false);
    });
  });
});
