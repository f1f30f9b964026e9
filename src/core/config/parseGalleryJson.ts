import { z } from 'zod';

/**
 * Reads a JSON file of the gallery.
 * @param file relative to the gallery, for messages
 * @throws Error naming the file, and each key that is not as it should be
 */
export function parseGalleryJson<Output>(schema: z.ZodType<Output>, file: string, text: string): Output {
  const result = schema.safeParse(parseJson(file, text));
  if (!result.success) throw new Error(`gallery/${file} is malformed: ${z.prettifyError(result.error)}`);
  return result.data;
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`gallery/${file} is not JSON: ${reason}`, { cause: error });
  }
}
