import type { z } from 'zod';

/**
 * Checks what came from another process.
 * @throws Error naming the keys that are wrong
 */
export function parseMessage<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  throw new Error(`Not a valid ${what}: ${problems.join('; ')}`);
}
