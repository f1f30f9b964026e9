import { broadcast_util } from '@tensorflow/tfjs-core';
import { like, sameRule, type ShapeRules } from './shapeRule';

export const matMulShapes: ShapeRules = sameRule(['BatchMatMul', '_FusedMatMul'], ({ input, attributes }) => {
  const a = input('a');
  const b = input('b');
  const outer = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const rows = a.shape.at(attributes['transposeA'] === true ? -1 : -2)!;
  const columns = b.shape.at(attributes['transposeB'] === true ? -2 : -1)!;
  return like(a, [...outer, rows, columns]);
});
