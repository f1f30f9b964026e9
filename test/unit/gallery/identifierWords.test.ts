import assert from 'node:assert/strict';
import { wordsOf } from '../../../scripts/gallery/identifierWords.mjs';

describe('wordsOf', () => {
  for (const [identifier, words] of [
    ['getElementsByTagName', 'get elements by tag name'],
    ['HTMLElement', 'html element'],
    ['XMLHttpRequest', 'xml http request'],
    ['readURLs', 'read urls'],
    ['toJSON', 'to json'],
    ['UNSIGNED_SHORT_5_6_5', 'unsigned short 5 6 5'],
    ['ANGLE_instanced_arrays', 'angle instanced arrays'],
    ['Float32Array', 'float32 array'],
    ['WebGL2RenderingContext', 'web gl2 rendering context'],
    ['isNaN', 'is na n'],
  ] as const) {
    it(`splits ${identifier} into ${words}`, () => assert.equal(wordsOf(identifier).join(' '), words));
  }
});
