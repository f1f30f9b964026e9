import type {
  CheckRequest,
  DecodedLine,
  DecodeRequest,
  InferenceReply,
  InferenceRequest,
  ScorePairsRequest,
} from '../protocol/inference';
import { RunReader } from '../runs/runReader';
import { checkExpectations } from './checkExpectations';
import { LoadedModel } from './loadedModel';
import { ModelCache } from './modelCache';
import { loadPictureSources } from './pictureSources';
import { reportEngines } from './openEngine';
import { checkPairs } from './checkPairs';
import { toDecodedLine } from './toDecodedLine';

const warmModels = 3;

/** Answers what the inference process is asked, keeping the models it last used. */
export class InferenceService {
  private readonly models = new ModelCache<LoadedModel>(warmModels);

  /** @throws Error with a sentence for people */
  async handle(request: InferenceRequest): Promise<InferenceReply> {
    switch (request.type) {
      case 'decode':
        return this.decode(request);
      case 'score-pairs':
        return this.scorePairs(request);
      case 'check':
        return this.check(request);
      case 'engines':
        return { type: 'engines', engines: await reportEngines({}) };
    }
  }

  private async decode(request: DecodeRequest): Promise<InferenceReply> {
    const startedMs = performance.now();
    const model = await this.model(request);
    const { sources, folders, beamSize, nBest, prefix, attention } = request;
    const loaded = await loadPictureSources(model.config, sources, folders);
    const outcomes = model.decode(loaded, {
      attention,
      ...(beamSize === undefined ? {} : { beamSize }),
      ...(nBest === undefined ? {} : { nBest }),
      ...(prefix === undefined ? {} : { prefix }),
    });
    const lines: DecodedLine[] = outcomes.map(toDecodedLine);
    const elapsedMs = performance.now() - startedMs;
    return { type: 'decoded', lines, elapsedMs, engine: model.engineInfo.name };
  }

  private async scorePairs(request: ScorePairsRequest): Promise<InferenceReply> {
    const startedMs = performance.now();
    const model = await this.model(request);
    const { pairs, folders } = request;
    const sources = await loadPictureSources(
      model.config,
      pairs.map(({ source }) => source),
      folders,
    );
    const loaded = pairs.map(({ source, target }, index) => ({ source: sources[index] ?? source, target }));
    const scored = checkPairs(model, loaded);
    const elapsedMs = performance.now() - startedMs;
    return { type: 'scored-pairs', pairs: scored, elapsedMs, engine: model.engineInfo.name };
  }

  private async check(request: CheckRequest): Promise<InferenceReply> {
    const model = await this.model(request);
    const outcomes = await checkExpectations(model, request.expectations);
    return { type: 'checked', outcomes, step: model.step };
  }

  /** While a run trains, its best checkpoint changes: the key has the step, so that a newer one is loaded. */
  private async model({
    runFolder,
    checkpoint,
  }: Pick<DecodeRequest, 'runFolder' | 'checkpoint'>): Promise<LoadedModel> {
    const reader = new RunReader(runFolder);
    const step = (await reader.readPointer(checkpoint)) ?? (await reader.readPointer('last')) ?? 'none';
    const prefix = `${runFolder}\n${checkpoint}\n`;
    const key = `${prefix}${step}`;
    this.models.drop((other) => other.startsWith(prefix) && other !== key);
    return this.models.get(key, () => LoadedModel.load({ runFolder, checkpoint, engine: 'auto' }));
  }
}
