type MessagePart = string | number | Message;

/** Words for people that can be said in another language too: a pattern, and what stands at its places. */
export interface Message {
  /** English, with `{0}`, `{1}` … in the places of the parts: what translators translate. */
  readonly pattern: string;
  readonly parts: readonly MessagePart[];
}

/** Makes a message of a template: `` say`n_best is ${nBest}` ``. A part may be a message itself. */
export function say(texts: TemplateStringsArray, ...parts: readonly MessagePart[]): Message {
  const [first = '', ...others] = texts;
  return { pattern: first + others.map((text, index) => `{${index}}${text}`).join(''), parts };
}

/** A message in English, or in the language into which a pattern is translated. */
export function inWords(
  message: Message,
  translate: (pattern: string) => string = (pattern) => pattern,
): string {
  return translate(message.pattern).replaceAll(/\{(\d+)\}/g, (place, index: string) => {
    const part = message.parts[Number(index)];
    if (part === undefined) return place;
    return typeof part === 'object' ? inWords(part, translate) : String(part);
  });
}

/** What a finding keeps of its message: the English words, and what it takes to translate them. */
export interface Spoken {
  readonly message: string;
  /** Undefined: what a file or another program says, which is in English. */
  readonly said?: Message | undefined;
}

export function spoken(message: Message | string): Spoken {
  return typeof message === 'string' ? { message } : { message: inWords(message), said: message };
}
