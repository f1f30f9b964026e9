import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { Sample } from '../../src/protocol/panel';
import { PanelBrowser, type PanelPage } from './support/panelPage';
import { attentionAt, devLine, run, samplesAt, snapshot } from './support/runFixture';

function sample(index: number, reference: string, hypothesis: string): Sample {
  return {
    index,
    source: 'source',
    reference,
    hypothesis,
    correct: reference === hypothesis,
    sourceTokens: ['source'],
    hypothesisTokens: [hypothesis],
    logProbability: Math.log(0.25),
  };
}

describe('The decoded samples', () => {
  const browser = new PanelBrowser();
  before(() => browser.start());
  after(() => browser.stop());

  const open = (): Promise<PanelPage> => browser.open({ snapshot, attention: attentionAt });
  const openSamples = (...samples: Sample[]): Promise<PanelPage> =>
    browser.open({ snapshot: { ...snapshot, samples: [{ step: 1200, samples }] } });
  const rows = ({ page }: PanelPage): Locator => page.locator('.sample');

  it('show source, reference, hypothesis, result and probability', async () => {
    const panel = await openSamples(sample(0, 'abc', 'abc'), sample(1, 'abc', 'abd'));
    assert.equal(await panel.page.getByText('1 of 2 right').count(), 1);
    const cells = await rows(panel).first().locator('td').allInnerTexts();
    assert.deepEqual(
      [cells[0], cells[2], cells[3], cells[4], cells[5]],
      ['1', 'source', 'abc', 'abc', '25.0%'],
    );
    assert.match((await rows(panel).nth(1).locator('.cell-result').textContent()) ?? '', /wrong/);
    assert.equal(await rows(panel).nth(1).locator('.cell-result .codicon-close').count(), 1);
    assert.equal(await rows(panel).first().locator('.cell-result .codicon-check').count(), 1);
  });

  it('mark wrong characters with an underline, not by colour alone', async () => {
    const panel = await openSamples(sample(0, '2018-05-09', '2018-06-09'));
    const wrong = panel.page.locator('.sample .piece-wrong');
    assert.deepEqual(await wrong.allTextContents(), ['6']);
    assert.match(
      await wrong.evaluate((element) => getComputedStyle(element).textDecorationLine),
      /underline/,
    );
    const missing = panel.page.locator('.sample .piece-missing');
    assert.deepEqual(await missing.allTextContents(), ['5']);
    assert.match(
      await missing.evaluate((element) => getComputedStyle(element).textDecorationLine),
      /underline/,
    );
  });

  it('mark where something is missing with a sign', async () => {
    const panel = await openSamples(sample(0, 'abcd', 'abd'));
    const gap = panel.page.locator('.sample .piece-gap');
    assert.match((await gap.textContent()) ?? '', /‸.*missing: c/);
  });

  it('show characters beyond the first plane whole', async () => {
    const panel = await openSamples(sample(0, 'a😀b', 'a😁b'));
    assert.deepEqual(await panel.page.locator('.sample .piece-wrong').allTextContents(), ['😁']);
  });

  it('show an empty hypothesis as such', async () => {
    const panel = await openSamples(sample(0, 'abc', ''));
    assert.equal(await panel.page.locator('.sample .cell-hypothesis').innerText(), '(empty)');
  });

  it('can be filtered to the wrong ones', async () => {
    const panel = await open();
    assert.equal(await rows(panel).count(), 8);
    await panel.page.getByRole('checkbox', { name: 'Wrong only' }).click();
    await panel.settle();
    assert.equal(await rows(panel).count(), 4);
    assert.equal(await panel.page.locator('.sample .codicon-check').count(), 0);
  });

  it('say so when none is wrong', async () => {
    const panel = await openSamples(sample(0, 'abc', 'abc'));
    await panel.page.getByRole('checkbox', { name: 'Wrong only' }).click();
    await panel.page.getByText('Every sample is right at this step.').waitFor();
  });

  it('go back to past validations and follow the latest again', async () => {
    const panel = await open();
    const slider = panel.page.getByRole('slider', { name: 'Validation at step' });
    assert.equal(await slider.getAttribute('aria-valuetext'), '1,200 · best · latest');
    await slider.fill('0');
    await panel.settle();
    assert.equal(await slider.getAttribute('aria-valuetext'), '200');
    const next = { run, train: [], dev: [devLine(1400, false)], samples: [samplesAt(1400)] };
    await panel.send({ type: 'delta', ...next });
    await panel.settle();
    assert.equal(await slider.getAttribute('aria-valuetext'), '200');
    await slider.fill('6');
    await panel.send({ type: 'delta', run, train: [], dev: [], samples: [samplesAt(1600)] });
    await panel.settle();
    assert.equal(await slider.getAttribute('aria-valuetext'), '1,600 · latest');
  });

  it('select the sample whose attention is shown, by click', async () => {
    const panel = await open();
    await rows(panel).nth(3).click();
    await panel.page.getByText('sample 4, step 1,200').waitFor();
    const requests = await panel.waitFor('attention-request', 2);
    assert.deepEqual(requests[1], { type: 'attention-request', step: 1200, index: 3 });
  });

  it('are one stop of the Tab key, with arrows between rows and Enter to select', async () => {
    const panel = await open();
    assert.equal(await panel.page.locator('.sample[tabindex="0"]').count(), 1);
    await rows(panel).first().focus();
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('Enter');
    await panel.page.getByText('sample 3, step 1,200').waitFor();
    assert.equal(await rows(panel).nth(2).getAttribute('aria-selected'), 'true');
    await panel.page.keyboard.press('End');
    assert.equal(
      await rows(panel)
        .nth(7)
        .evaluate((row) => row === document.activeElement),
      true,
    );
  });

  it('keep the focused row when a new validation arrives', async () => {
    const panel = await open();
    await rows(panel).nth(2).focus();
    await panel.send({
      type: 'delta',
      run,
      train: [],
      dev: [devLine(1400, true)],
      samples: [samplesAt(1400)],
    });
    await panel.page.getByText('1,400', { exact: false }).first().waitFor();
    await panel.settle();
    assert.equal(
      await rows(panel)
        .nth(2)
        .evaluate((row) => row === document.activeElement),
      true,
    );
  });

  it('show how the selected one changed from validation to validation', async () => {
    const panel = await open();
    await rows(panel).nth(4).click();
    await panel.page.getByRole('heading', { name: 'Sample 5 over time' }).waitFor();
    const moments = panel.page.locator('.history tbody tr');
    assert.deepEqual(await moments.locator('.cell-step').allTextContents(), [
      '1,200',
      '1,000',
      '800',
      '600',
      '400',
      '200',
    ]);
    await panel.page.getByRole('slider', { name: 'Validation at step' }).fill('1');
    await panel.settle();
    assert.equal(await panel.page.locator('.history [aria-current] .cell-step').textContent(), '400');
  });

  it('say when they will come, and what to set when they never do', async () => {
    const empty = { ...snapshot, dev: [], samples: [] };
    const panel = await browser.open({ snapshot: empty });
    await panel.page.getByText('training.validation_freq', { exact: false }).waitFor();
    await panel.send({ ...empty, dev: snapshot.dev });
    await panel.page.getByText('training.print_valid_sents', { exact: false }).waitFor();
  });

  it('of older validations are asked for when they are looked at, once, and the history of a sample too', async () => {
    const [older, newer] = [samplesAt(200), samplesAt(1200)];
    const panel = await browser.open({
      snapshot: { ...snapshot, samples: [{ step: 200 }, newer] },
      attention: attentionAt,
    });
    const moments = panel.page.locator('.history tbody tr');
    assert.equal(await moments.count(), 1);
    const [first] = newer.samples;
    assert.deepEqual(await panel.waitFor('sample-history-request'), [
      { type: 'sample-history-request', index: first?.index },
    ]);
    const [then] = older.samples;
    assert.ok(then);
    await panel.send({ type: 'sample-history', index: then.index, moments: [{ step: 200, sample: then }] });
    await panel.settle();
    assert.deepEqual(await moments.evaluateAll((list) => list.map((row) => row.dataset['step'])), [
      '1200',
      '200',
    ]);

    await panel.page.getByRole('slider', { name: 'Validation at step' }).fill('0');
    const reading = panel.page.getByText('Reading the samples of step 200');
    await reading.first().waitFor();
    assert.equal(await reading.count(), 2, 'where the samples are, and where their attention is');
    assert.equal(await rows(panel).count(), 0);
    assert.deepEqual(await panel.waitFor('samples-request'), [{ type: 'samples-request', step: 200 }]);
    await panel.send({ type: 'samples', ...older });
    await rows(panel).first().waitFor();
    assert.equal(await rows(panel).count(), older.samples.length);
    assert.equal(
      panel.received.filter(({ type }) => type.endsWith('request') && !type.startsWith('att')).length,
      2,
    );
    assert.deepEqual(panel.problems, []);
  });

  it('that are not in the file any more are said to be missing, not read for ever', async () => {
    const panel = await browser.open({ snapshot: { ...snapshot, samples: [{ step: 1200 }] } });
    await panel.waitFor('samples-request');
    await panel.send({ type: 'samples', step: 1200 });
    await panel.page.getByText('No sample is decoded at validations.', { exact: false }).waitFor();
  });
});
