// Writes schemas/s2s.schema.json from the zod schema. A unit test holds the two in step.
import { writeFile } from 'node:fs/promises';
import { tsImport } from 'tsx/esm/api';

const { editorSchema } = await tsImport('../src/core/config/editorSchema.ts', import.meta.url);
const file = new URL('../schemas/s2s.schema.json', import.meta.url);
await writeFile(file, `${JSON.stringify(editorSchema(), null, 2)}\n`);
