import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { modellingReplySchema } from '../../../src/protocol/modelling';
import type { ModellingReply } from '../../../src/protocol/modelling';
import { ModellingService } from '../../../src/trainer/modellingService';
import { galleryConfigFile, galleryConfigText } from '../../support/galleryModels';
import { recordFigure } from '../../support/figures';
import { removeTemporaryFolders, temporaryFolder } from '../runs/temporaryFolder';

describe('The modelling service', () => {
  const service = new ModellingService();
  let configFile: string;
  let dataFile: string;

  before(async () => {
    const folder = await temporaryFolder();
    configFile = path.join(folder, 'my.s2s.json');
    dataFile = path.join(folder, 'pairs.tsv');
  });
  beforeEach(() => writeFile(dataFile, 'ab\tba\nabc\tcba\n'));
  after(removeTemporaryFolders);

  const describeText = async (configText: string): Promise<ModellingReply> =>
    modellingReplySchema.parse(await service.handle({ type: 'describe', configFile, configText }));

  const withModel = (model: unknown, more: object = {}): string =>
    JSON.stringify({ data: { train: 'pairs.tsv', dev: 'pairs.tsv' }, model, ...more });

  const hiddenSize = (hidden_size: number): unknown => ({
    encoder: { hidden_size },
    decoder: { hidden_size },
  });

  async function parameterCount(configText: string): Promise<number> {
    const reply = await describeText(configText);
    assert.ok(reply.type === 'described', JSON.stringify(reply));
    return reply.description.parameterCount;
  }

  it('counts the parameters of the model that a text describes', async () => {
    assert.ok(
      (await parameterCount(withModel(hiddenSize(8)))) < (await parameterCount(withModel(hiddenSize(9)))),
    );
  });

  it('sees that the data has changed', async () => {
    const small = await parameterCount(withModel(hiddenSize(8)));
    await writeFile(dataFile, 'abcdefgh\tijklmnop\n');
    assert.ok((await parameterCount(withModel(hiddenSize(8)))) > small);
  });

  it('says why there is no model', async () => {
    const reasons = [];
    for (const text of [
      '{ "data": ',
      withModel({ encoder: { hidden_size: -1 } }),
      '{ "data": { "train": "none.tsv", "dev": "none.tsv" } }',
    ]) {
      const reply = await describeText(text);
      reasons.push(reply.type === 'undescribed' ? reply.reason : reply.type);
    }
    assert.match(reasons[0] ?? '', /value is missing/);
    assert.match(reasons[1] ?? '', /hidden_size/);
    assert.match(reasons[2] ?? '', /There is no file none\.tsv/);
  });

  it('learns of the data once, and then answers as fast as somebody types', async () => {
    const text = galleryConfigText('bahdanau');
    const fresh = new ModellingService();
    const timed = async (configText: string): Promise<number> => {
      const startedMs = performance.now();
      const reply = await fresh.handle({
        type: 'describe',
        configFile: galleryConfigFile('bahdanau'),
        configText,
      });
      assert.equal(reply.type, 'described');
      return performance.now() - startedMs;
    };
    const coldMs = await timed(text);
    const timesMs = [];
    for (let size = 65; size < 85; size++)
      timesMs.push(await timed(text.replace('"attention_size": 64', `"attention_size": ${size}`)));
    const warmMs = timesMs.sort((a, b) => a - b)[10] ?? Infinity;
    recordFigure({ name: 'describing a model, first time', value: coldMs, unit: 'ms', budget: 1000 });
    recordFigure({ name: 'describing a model, at a key', value: warmMs, unit: 'ms', budget: 10 });
    assert.ok(warmMs < coldMs / 3, `${warmMs} ms after ${coldMs} ms`);
  });

  it('describes the model of a config whose training part is wrong', async () => {
    assert.ok((await parameterCount(withModel(hiddenSize(8), { training: { best_metric: 'bleu' } }))) > 0);
  });
});
