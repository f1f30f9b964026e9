import { arrayShapes } from './arrays';
import { elementwiseShapes } from './elementwise';
import { imageShapes } from './images';
import { matMulShapes } from './matMul';
import { reductionShapes } from './reductions';
import type { ShapeRules } from './shapeRule';

/** What tfjs's kernels give, for all kernels whose output shapes follow from input shapes and attributes. */
export const kernelShapes: ShapeRules = {
  ...arrayShapes,
  ...elementwiseShapes,
  ...imageShapes,
  ...matMulShapes,
  ...reductionShapes,
};
