import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nameOfSource, parsePictureUri, pictureUri } from '../../../src/core/image/pictureUri';

describe('A picture as text', () => {
  it('holds any bytes and the name of any file', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 50 }),
        fc.string({ unit: 'grapheme', minLength: 1 }),
        (bytes, name) => {
          assert.deepEqual(parsePictureUri(pictureUri(bytes, name)), { bytes, name });
        },
      ),
    );
  });

  it('holds more bytes than a call takes arguments', () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);
    assert.deepEqual(parsePictureUri(pictureUri(bytes)), { bytes, name: undefined });
  });

  it('is no picture when it is of another type, not in base64 or not well formed', () => {
    for (const text of [
      'pictures/a.png',
      'data:image/jpeg;base64,AAAA',
      'data:image/png,AAAA',
      'data:image/png;base64,AA AA',
      'data:image/png;base64,AAAAA',
      'data:image/png;name=%E0%A4%A;base64,AAAA',
    ])
      assert.equal(parsePictureUri(text), undefined, text);
  });

  it('is shown by its name in messages, and without one by its beginning', () => {
    assert.equal(nameOfSource(pictureUri(Uint8Array.of(1, 2, 3), 'a b.png')), 'a b.png');
    assert.equal(nameOfSource(pictureUri(new Uint8Array(60))), 'data:image/png;base64,AAAAAAAA…');
    assert.equal(nameOfSource('pictures/a.png'), 'pictures/a.png');
    assert.equal(nameOfSource('some text'), 'some text');
  });
});
