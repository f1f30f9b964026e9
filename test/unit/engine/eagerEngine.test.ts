import { EagerEngine } from '../../../src/engine/eagerEngine';
import { wasmEngine } from '../../support/seq2seqFixture';
import { describeEngine } from './describeEngine';

describeEngine('EagerEngine', async () => new EagerEngine((await wasmEngine()).info, 'wasm'));
