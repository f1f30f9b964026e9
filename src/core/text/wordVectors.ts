/** What a file of word vectors says about the wanted words. */
export interface WordVectors {
  /** Numbers of each vector. */
  readonly dimension: number;
  /** Words in the file. */
  readonly wordCount: number;
  /** Of the wanted words that are there; the first one of a word that is there twice. */
  readonly vectors: ReadonlyMap<string, Float32Array>;
}

/** A file of word vectors can't be used. The message names file, place and remedy. */
export class WordVectorError extends Error {
  override readonly name = 'WordVectorError';
}

const newline = 0x0a;
const space = 0x20;
const tab = 0x09;
const carriageReturn = 0x0d;
/** A longer first line or word is no word2vec file. */
const longestHeader = 64;
const longestWord = 4096;

interface Header {
  readonly wordCount: number;
  readonly dimension: number;
  /** Where the first word begins. */
  readonly end: number;
}

/**
 * Vectors of words from a file of word2vec, as text or binary (Mikolov et al. 2013), or of GloVe (Pennington, Socher &
 * Manning 2014). Which one it is shows in the first bytes: word2vec begins with a line of two numbers.
 * @param file its name, for messages
 * @param wanted the words to keep: a file may have millions
 * @throws WordVectorError for a file that is cut off, of another format or of vectors of several sizes
 */
export function parseWordVectors(bytes: Uint8Array, file: string, wanted: ReadonlySet<string>): WordVectors {
  if (bytes.length === 0) throw new WordVectorError(`${file} is empty. ${formats}`);
  const header = readHeader(bytes);
  if (header !== undefined && isBinary(bytes, header)) return parseBinary(bytes, file, wanted, header);
  return parseText(bytes, file, wanted, header);
}

/** Numbers of each vector, as far as the beginning of a file tells: undefined when it is no file of word vectors. */
export function wordVectorDimension(start: Uint8Array): number | undefined {
  const header = readHeader(start);
  if (header !== undefined) return header.dimension;
  const fields = decode(trimLine(start, 0, lineEnd(start, 0))).split(/[ \t]/);
  const numbers = fields.slice(1);
  return numbers.length > 0 && numbers.every(isNumber) ? numbers.length : undefined;
}

const formats = 'Valid are word2vec files (text or binary) and GloVe files (text).';

/** The line `COUNT DIMENSION` of word2vec. */
function readHeader(bytes: Uint8Array): Header | undefined {
  const end = lineEnd(bytes, 0);
  if (end > longestHeader || end === bytes.length) return undefined;
  const [, count, dimension] = /^(\d+)[ \t](\d+)$/.exec(decode(trimLine(bytes, 0, end))) ?? [];
  if (count === undefined || dimension === undefined || Number(dimension) === 0) return undefined;
  return { wordCount: Number(count), dimension: Number(dimension), end: end + 1 };
}

/** Whether the first word is followed by the bytes of numbers rather than by numbers in words. */
function isBinary(bytes: Uint8Array, { dimension, end }: Header): boolean {
  if (end >= bytes.length) return false;
  const fields = decode(trimLine(bytes, end, lineEnd(bytes, end))).split(/[ \t]/);
  // A text that is cut off in its first line still has numbers there.
  return !fields.slice(1, dimension + 1).every(isNumber) || fields.length === 1;
}

function parseText(
  bytes: Uint8Array,
  file: string,
  wanted: ReadonlySet<string>,
  header: Header | undefined,
): WordVectors {
  const vectors = new Map<string, Float32Array>();
  let dimension = header?.dimension;
  let wordCount = 0;
  let lineNumber = header === undefined ? 0 : 1;
  for (let start = header?.end ?? 0; start < bytes.length;) {
    const end = lineEnd(bytes, start);
    const line = trimLine(bytes, start, end);
    lineNumber++;
    start = end + 1;
    if (line.length === 0 && start >= bytes.length) break;
    const separators = separatorsOf(line);
    dimension ??= separators.length;
    if (separators.length < dimension || dimension === 0) {
      const cut = start >= bytes.length ? ' The file seems to be cut off: get it again.' : '';
      throw new WordVectorError(
        `${file}:${lineNumber} has ${numbersInWords(separators.length)} instead of ${dimension === 0 ? 'a vector' : dimension}.${cut || ` ${formats}`}`,
      );
    }
    wordCount++;
    // A word may have spaces in it: the numbers are the last ones.
    const wordEnd = separators[separators.length - dimension] ?? line.length;
    const word = decode(line.subarray(0, wordEnd));
    const pieces = word.split(/[ \t]/);
    if (pieces.length > 1 && pieces.slice(1).every(isNumber))
      throw new WordVectorError(
        `${file}:${lineNumber} has ${numbersInWords(separators.length)} instead of ${dimension}: all vectors of a file need one size.`,
      );
    if (!wanted.has(word) || vectors.has(word)) continue;
    const numbers = decode(line.subarray(wordEnd + 1)).split(/[ \t]/);
    const wrong = numbers.find((number) => !isNumber(number));
    if (wrong !== undefined)
      throw new WordVectorError(
        `${file}:${lineNumber}: ${JSON.stringify(wrong)} in the vector of ${JSON.stringify(word)} is no number.`,
      );
    vectors.set(word, Float32Array.from(numbers, Number));
  }
  if (header !== undefined && wordCount < header.wordCount)
    throw new WordVectorError(
      `${file} says in its first line that it has ${header.wordCount} words, but ends after ${wordCount}: it is cut off. Get it again.`,
    );
  return { dimension: dimension ?? 0, wordCount, vectors };
}

/** Records of a word, a space and the vector as float32, little-endian; a line break before a word is left out. */
function parseBinary(
  bytes: Uint8Array,
  file: string,
  wanted: ReadonlySet<string>,
  { wordCount, dimension, end }: Header,
): WordVectors {
  const vectors = new Map<string, Float32Array>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = end;
  for (let index = 0; index < wordCount; index++) {
    while (bytes[offset] === newline) offset++;
    const wordEnd = bytes.indexOf(space, offset);
    const vectorStart = wordEnd + 1;
    const next = vectorStart + 4 * dimension;
    if (wordEnd < 0 || next > bytes.length)
      throw new WordVectorError(
        `${file} ends in word ${index + 1} of ${wordCount}, at byte ${bytes.length}: it is cut off. Get it again.`,
      );
    if (wordEnd - offset > longestWord)
      throw new WordVectorError(
        `${file}: word ${index + 1}, at byte ${offset}, is longer than ${longestWord} bytes. Is this a file of word vectors? ${formats}`,
      );
    const word = decode(bytes.subarray(offset, wordEnd));
    if (wanted.has(word) && !vectors.has(word))
      vectors.set(
        word,
        Float32Array.from({ length: dimension }, (_, i) => view.getFloat32(vectorStart + 4 * i, true)),
      );
    offset = next;
  }
  return { dimension, wordCount, vectors };
}

/** Where the line that begins at `start` ends: at its line break, or at the end of the bytes. */
function lineEnd(bytes: Uint8Array, start: number): number {
  const end = bytes.indexOf(newline, start);
  return end < 0 ? bytes.length : end;
}

/** A line without white space at its end. */
function trimLine(bytes: Uint8Array, start: number, end: number): Uint8Array {
  let last = end;
  while (last > start && isBlank(bytes[last - 1]!)) last--;
  return bytes.subarray(start, last);
}

function isBlank(byte: number): boolean {
  return byte === space || byte === tab || byte === carriageReturn;
}

function separatorsOf(line: Uint8Array): number[] {
  const positions: number[] = [];
  for (let i = 0; i < line.length; i++) if (line[i] === space || line[i] === tab) positions.push(i);
  return positions;
}

function numbersInWords(count: number): string {
  return count === 1 ? '1 number' : `${count} numbers`;
}

function isNumber(text: string): boolean {
  return text !== '' && Number.isFinite(Number(text));
}

/** Words of old word2vec files are not always whole characters: what can't be read matches no token. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}
