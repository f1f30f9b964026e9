import assert from 'node:assert/strict';
import { savedDiagramSchema } from '../../src/protocol/diagram';
import type { DiagramState } from '../../src/protocol/diagram';
import type { ModelDescription } from '../../src/protocol/modelling';
import { describeModel } from '../../src/trainer/modelDescriber';
import { contrastRatio, parseColor } from '../../webview/colors';
import { galleryModel } from '../support/galleryModels';
import { DiagramBrowser } from './support/diagramPage';
import { findBarriers } from './support/findBarriers';
import { changeTheme } from './support/inEveryTheme';
import { themes } from './support/themes';

const describeGallery = async (name: string): Promise<ModelDescription> => {
  const { config, sizes } = await galleryModel(name);
  return describeModel(config, sizes);
};

const drawn = [
  'gnmt',
  'dates',
  'bahdanau',
  'ntm-copy',
  'tsp',
  'draw',
  'char-rnn',
  'aligned-addition',
  'sentiment-pooling',
  'captions-emoji',
];

describe('The model diagram', () => {
  const browser = new DiagramBrowser();
  const models = new Map<string, ModelDescription>();
  before(async () => {
    await browser.start();
    for (const name of drawn) models.set(name, await describeGallery(name));
  });
  after(() => browser.stop());

  const stateOf = (name: string, changes: Partial<DiagramState> = {}): DiagramState => ({
    config: { name: `${name}.s2s.json`, uri: `file:///project/${name}.s2s.json` },
    model: models.get(name),
    problem: undefined,
    isReading: false,
    atCursor: [],
    isPinned: false,
    ...changes,
  });

  it('draws its lines 3:1 against the background of each theme', async () => {
    const { page } = await browser.open({ state: stateOf('bahdanau') });
    const heads = page.locator('.diagram-legend .edge-head');
    for (const theme of Object.values(themes)) {
      await changeTheme(page, theme);
      const background = parseColor(theme.variables['editor-background'] ?? '');
      const colors = await heads.evaluateAll((all) => all.map((head) => getComputedStyle(head).fill));
      assert.ok(colors.length > 0);
      for (const color of colors) {
        const parsed = parseColor(color);
        assert.ok(parsed && background);
        assert.ok(contrastRatio(parsed, background) >= 3, `a line in ${color} in ${theme.name}`);
      }
    }
  });

  for (const name of drawn)
    it(`draws ${name} with no box over another and every text within its box`, async () => {
      const diagram = await browser.open({ state: stateOf(name) });
      if (name === 'gnmt') await diagram.screenshot('diagram-gnmt');
      const boxes = await diagram.page.locator('g.layer').evaluateAll((layers) =>
        layers.map((layer) => {
          const { left, right, top, bottom } = layer.querySelector('.box')!.getBoundingClientRect();
          const fits = [...layer.querySelectorAll('text')].every((text) => {
            const shown = text.getBoundingClientRect();
            return shown.left >= left && shown.right <= right;
          });
          return { id: (layer as SVGElement).dataset['id'] ?? '', left, right, top, bottom, fits };
        }),
      );
      assert.equal(boxes.length, models.get(name)?.nodes.length);
      assert.deepEqual(
        boxes.filter(({ fits }) => !fits),
        [],
      );
      const areApart = (a: (typeof boxes)[number], b: (typeof boxes)[number]): boolean =>
        a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
      const covered = boxes.flatMap((a, index) =>
        boxes.slice(index + 1).flatMap((b) => (areApart(a, b) ? [] : [`${a.id} and ${b.id}`])),
      );
      assert.deepEqual(covered, []);
      const edges = await diagram.page.locator('.edges .edge').count();
      assert.equal(edges, models.get(name)?.edges.length);
    });

  it('is one stop for Tab, and arrow keys go from layer to layer', async () => {
    const diagram = await browser.open({ state: stateOf('dates') });
    const { page } = diagram;
    const focused = (): Promise<string | undefined> =>
      page.evaluate(() => (document.activeElement as SVGElement | null)?.dataset['id']);
    assert.equal(await page.locator('g.layer[tabindex="0"]').count(), 1);
    await page.locator('g.layer[tabindex="0"]').focus();
    const way = [];
    for (const key of [
      'ArrowDown',
      'ArrowDown',
      'ArrowRight',
      'ArrowRight',
      'ArrowLeft',
      'End',
      'Home',
      'ArrowUp',
    ]) {
      await page.keyboard.press(key);
      way.push(await focused());
    }
    assert.deepEqual(way, [
      'encoder.embeddings',
      'encoder.layers.0',
      'decoder.attention',
      'decoder.layers.0',
      'decoder.attention',
      'decoder.output',
      'source',
      'source',
    ]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('g.layer[data-id="decoder.output"]').click();
    assert.deepEqual(diagram.received.slice(1), [
      { type: 'reveal', id: 'encoder.embeddings' },
      { type: 'reveal', id: 'decoder.output' },
    ]);
  });

  it('keeps the keyboard on a layer while the model changes', async () => {
    const diagram = await browser.open({ state: stateOf('dates') });
    await diagram.page.locator('g.layer[data-id="decoder.layers.0"]').focus();
    await diagram.show({ model: models.get('bahdanau') });
    const focused = diagram.page.locator('g.layer:focus');
    assert.equal(await focused.getAttribute('data-id'), 'decoder.layers.0');
    assert.match((await focused.textContent()) ?? '', /^GRU layer 1 \[batch, target, 64\] 41,856 · 55\.7%$/);
    assert.match(
      (await focused.getAttribute('aria-description')) ?? '',
      /^GRU layer 1 \(decoder\), output .* 41,856 parameters, 55\.7% of the model\. Gives query to Attention/,
    );
  });

  it('follows the cursor without drawing anew', async () => {
    const diagram = await browser.open({ state: stateOf('gnmt'), viewport: { width: 800, height: 500 } });
    const marked = diagram.page.locator('[aria-current="true"]');
    assert.equal(await marked.count(), 0);
    await diagram.page.locator('.diagram-drawing').evaluate((drawing) => drawing.classList.add('same'));
    await diagram.send({ type: 'cursor', atCursor: ['decoder.output'] });
    assert.equal(await marked.getAttribute('data-id'), 'decoder.output');
    assert.equal(await diagram.page.locator('.diagram-drawing.same').count(), 1);
    const { y, height } = (await marked.boundingBox())!;
    assert.ok(y >= 0 && y + height <= 501, 'in view');
  });

  it('keeps the last good drawing, and says why it is not up to date', async () => {
    const diagram = await browser.open({ state: stateOf('dates') });
    await diagram.show({ problem: { reason: 'A value is missing here.', line: 3 } });
    assert.equal(await diagram.page.locator('.stale').count(), 0, 'nothing jumps while somebody types');
    assert.equal(await diagram.page.locator('g.layer').count(), 9);
    await diagram.page.getByText('Line 3: A value is missing here.').waitFor();
    await diagram.page.getByRole('button', { name: 'Show Problems' }).click();
    assert.deepEqual(diagram.received.at(-1), { type: 'show-problems' });
    await diagram.show({ problem: undefined });
    assert.equal(await diagram.page.locator('.stale').count(), 0);
    assert.equal(await diagram.page.locator('.banner').count(), 0);
  });

  it('says what it waits for, and what there is to do', async () => {
    const diagram = await browser.open({
      state: { ...stateOf('dates'), config: undefined, model: undefined },
    });
    await diagram.page.getByText('Open a config (NAME.s2s.json)').waitFor();
    await diagram.show({ config: { name: 'big.s2s.json', uri: 'file:///big.s2s.json' }, isReading: true });
    await diagram.page.getByText('Reading the data of big.s2s.json').waitFor();
    await diagram.show({ isReading: false, problem: { reason: 'There is no file none.tsv.' } });
    await diagram.page.getByText('There is no model to draw yet').waitFor();
    await diagram.page.getByText('There is no file none.tsv.').waitFor();
    assert.deepEqual(await findBarriers(diagram.page), []);
  });

  it('has a table that adds up and leads to keys', async () => {
    const diagram = await browser.open({ state: stateOf('dates') });
    await diagram.page.getByRole('button', { name: 'View as table' }).click();
    const rows = await diagram.page
      .locator('tbody tr')
      .evaluateAll((all) =>
        all.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent)),
      );
    assert.deepEqual(rows[2], [
      'LSTM layer 1',
      '[batch, source, 64]',
      '33,024',
      '41.7%',
      'first state to LSTM layer 1 (decoder); keys to Attention: dot',
      'model.encoder.hidden_size',
    ]);
    const counts = rows.map(([, , count = '']) => Number(count.replace(',', '')));
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      models.get('dates')?.parameterCount,
    );
    await diagram.page.getByRole('button', { name: 'model.encoder.hidden_size' }).click();
    assert.deepEqual(diagram.received.at(-1), { type: 'reveal', id: 'encoder.layers.0' });
  });

  it('exports a picture that needs no style sheet', async () => {
    const diagram = await browser.open({ state: stateOf('dates') });
    await diagram.page.getByRole('button', { name: 'Save as SVG' }).click();
    await diagram.page.getByRole('button', { name: 'Copy as SVG' }).click();
    const [saved, copied] = diagram.received.slice(-2);
    assert.ok(saved?.type === 'save-svg' && copied?.type === 'copy-svg');
    assert.equal(saved.svg, copied.svg);
    assert.match(
      saved.svg,
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg".*<title>Model of dates\.s2s\.json<\/title>/s,
    );
    assert.doesNotMatch(saved.svg, /class=|style=|tabindex|var\(/);
    const box = await diagram.page.evaluate((svg) => {
      const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
      const texts = [...parsed.querySelectorAll('text')].map((text) => text.getAttribute('fill'));
      return { errors: parsed.querySelectorAll('parsererror').length, texts: new Set(texts).size };
    }, saved.svg);
    assert.deepEqual([box.errors, box.texts > 1], [0, true]);
  });

  it('zooms, fits the width again, and keeps what was chosen over a reload', async () => {
    const diagram = await browser.open({ state: stateOf('dates'), viewport: { width: 600, height: 700 } });
    const width = async (): Promise<number> =>
      Number(await diagram.page.locator('.diagram-drawing').getAttribute('width'));
    const fitted = await width();
    assert.ok(fitted <= 600 && fitted > 540, `${fitted} px`);
    await diagram.page.getByRole('button', { name: 'Zoom in' }).click();
    const larger = await width();
    assert.ok(Math.abs(larger / fitted - 1.25) < 0.01);
    await diagram.page.getByRole('button', { name: 'Stay with this config' }).click();
    assert.deepEqual(diagram.received.at(-1), { type: 'pin', isPinned: true });
    await diagram.show({ isPinned: true });
    await diagram.page.reload();
    await diagram.page.locator('.diagram-drawing').waitFor();
    assert.equal(await width(), larger);
    const saved = await diagram.page.evaluate(() => sessionStorage.getItem(location.search));
    assert.deepEqual(savedDiagramSchema.parse(JSON.parse(saved ?? '')).isPinned, true);
    await diagram.page.getByRole('button', { name: 'Fit to width' }).click();
    assert.equal(await width(), fitted);
  });
});
