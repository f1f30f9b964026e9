import assert from 'node:assert/strict';
import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { PictureError, pictureSize, type PictureFormat } from '../../../src/core/image/picture';
import { readPng } from '../../../src/core/image/readPng';
import { writePng } from '../../../src/core/image/writePng';

/** Color types of the PNG specification, §11.2.2. */
const colorTypes = { grey: 0, colors: 2, palette: 3, greyAndOpacity: 4, colorsAndOpacity: 6 } as const;

interface Png {
  readonly width: number;
  /** Bytes of each row, as the file has them. */
  readonly rows: readonly (readonly number[])[];
  readonly color: keyof typeof colorTypes;
  readonly depth?: number;
  readonly palette?: readonly number[];
  readonly transparency?: readonly number[];
}

/** A PNG file, put together by hand. */
function png({ width, rows, color, depth = 8, palette, transparency }: Png): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows.length, 4);
  header.set([depth, colorTypes[color]], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    ...(palette === undefined ? [] : [chunk('PLTE', Buffer.from(palette))]),
    ...(transparency === undefined ? [] : [chunk('tRNS', Buffer.from(transparency))]),
    chunk('IDAT', deflateSync(Buffer.from(rows.flatMap((row) => [0, ...row])))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}

const colors = (height: number, width: number): PictureFormat => ({ height, width, channels: 3 });
const grey = (height: number, width: number): PictureFormat => ({ height, width, channels: 1 });
const read = (file: Png, format: PictureFormat): number[] => [...readPng(png(file), format)];

describe('readPng', () => {
  it('reads what writePng writes', () => {
    const formats = fc.record({
      height: fc.integer({ min: 1, max: 6 }),
      width: fc.integer({ min: 1, max: 6 }),
      channels: fc.constantFrom<PictureFormat['channels']>(1, 3),
    });
    const pictures = formats.chain((format) =>
      fc.uint8Array({ minLength: pictureSize(format), maxLength: pictureSize(format) }).map((values) => ({
        format,
        values,
      })),
    );
    fc.assert(
      fc.property(pictures, ({ format, values }) => {
        assert.deepEqual(readPng(writePng(values, format), format), values);
      }),
      { numRuns: 50 },
    );
  });

  it('reads grey as colours, and colours as their brightness', () => {
    assert.deepEqual(
      read({ width: 2, rows: [[7, 200]], color: 'grey' }, colors(1, 2)),
      [7, 7, 7, 200, 200, 200],
    );
    const [red, green, blue] = [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ] as const;
    // ITU-R BT.601: 0.299, 0.587 and 0.114 of 255.
    assert.deepEqual(
      read({ width: 3, rows: [[...red, ...green, ...blue]], color: 'colors' }, grey(1, 3)),
      [76, 150, 29],
    );
  });

  it('reads one bit a pixel, each row from a new byte', () => {
    const rows = [
      [0b10100000, 0b01000000],
      [0, 0b10000000],
    ];
    assert.deepEqual(
      read({ width: 10, rows, color: 'grey', depth: 1 }, grey(2, 10)).map((value) => value / 255),
      [1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
    );
  });

  it('reads palettes of four bits, some of their colours transparent', () => {
    const palette = [10, 20, 30, 100, 100, 100];
    const file: Png = { width: 2, rows: [[0x01]], color: 'palette', depth: 4, palette };
    assert.deepEqual(read(file, colors(1, 2)), [10, 20, 30, 100, 100, 100]);
    assert.deepEqual(read({ ...file, transparency: [0] }, colors(1, 2)), [255, 255, 255, 100, 100, 100]);
  });

  it('reads 16 bits as 8', () => {
    const rows = [[0xff, 0xff, 0x80, 0x80, 0x00, 0x10]];
    assert.deepEqual(read({ width: 1, rows, color: 'colors', depth: 16 }, colors(1, 1)), [255, 128, 0]);
  });

  it('puts what is transparent before white', () => {
    assert.deepEqual(
      read({ width: 3, rows: [[0, 255, 0, 0, 100, 51]], color: 'greyAndOpacity' }, grey(1, 3)),
      // A fifth of 100 and four fifths of 255.
      [0, 255, 224],
    );
    assert.deepEqual(
      read({ width: 1, rows: [[0, 50, 250, 0]], color: 'colorsAndOpacity' }, colors(1, 1)),
      [255, 255, 255],
    );
    const keyed: Png = {
      width: 3,
      rows: [[1, 2, 3, 1, 2, 4, 3, 2, 1]],
      color: 'colors',
      transparency: [0, 1, 0, 2, 0, 3],
    };
    assert.deepEqual(read(keyed, colors(1, 3)), [255, 255, 255, 1, 2, 4, 3, 2, 1]);
  });

  it('says what is wrong with a file, and what to do', () => {
    const good = png({
      width: 2,
      rows: [
        [1, 2],
        [3, 4],
      ],
      color: 'grey',
    });
    const broken = Uint8Array.from(good);
    broken[45] = (broken[45] ?? 0) ^ 0xff;
    const problems: [Uint8Array, RegExp][] = [
      [new Uint8Array(0), /^is empty\. Pictures are PNG files\.$/],
      [Buffer.from('GIF89a'), /^is no PNG file but a GIF file\. Convert it to PNG\.$/],
      [Buffer.from([0xff, 0xd8, 0xff, 0xe0]), /but a JPEG file/],
      [Buffer.from('RIFF0000WEBPVP8 '), /but a WebP file/],
      [Buffer.from(' <svg></svg>'), /but text \(SVG\?\)/],
      [Buffer.from('version https://git-lfs'), /Git LFS pointer/],
      [good.subarray(0, 20), /cut off in its header/],
      [good.subarray(0, 50), /cut off|broken/],
      [broken, /broken PNG file \(.+\)\. Copy or make it again\.$/],
    ];
    for (const [bytes, message] of problems)
      assert.throws(
        () => readPng(bytes, grey(2, 2)),
        (error) => error instanceof PictureError && message.test(error.message),
        String(message),
      );
    assert.throws(
      () => readPng(good, grey(4, 2)),
      /^PictureError: is 2 pixels high and 2 wide, but data\.src\.image_size is \[4, 2\]\. Scale the picture, or change image_size\.$/,
    );
  });
});
