import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FormBrowser, type TestedForm } from './support/formBrowser';

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
});
