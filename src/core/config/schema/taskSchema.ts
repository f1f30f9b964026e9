import { choice } from './parts';

export const taskSchema = choice({
  translation: 'Source → target of any length: an encoder and a decoder',
  aligned: 'Source → target of the same length: one target token for each source token, no decoder',
  language_model: 'Text alone, no source: a decoder that continues it',
})
  .default('translation')
  .describe(
    'What is learned: "translation" (source → target of any length, by encoder and decoder; Sutskever et al. 2014), "aligned" (source → target of the same length: a recurrent stack writes target token t from source tokens 1 … t, with bidirectional from all of them; there is no decoder; Graves 2012, Keras) or "language_model" (text without a source: a decoder alone, which continues a prefix; Mikolov et al. 2010, char-RNN). Default "translation".',
  );
