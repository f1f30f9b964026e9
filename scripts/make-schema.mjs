// Writes schemas/s2s.schema.json from the zod schema. A unit test holds the two in step.
import { writeFile } from 'node:fs/promises';
import { tsImport } from 'tsx/esm/api';

const { configJsonSchema } = await tsImport('../src/core/config/describeSchema.ts', import.meta.url);
const file = new URL('../schemas/s2s.schema.json', import.meta.url);
await writeFile(file, `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
