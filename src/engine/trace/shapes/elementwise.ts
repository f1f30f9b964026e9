import { backend_util } from '@tensorflow/tfjs-core';
import type { ElementType, TensorSpec } from '../../../core/step/step';
import { sameRule, type ShapeRules } from './shapeRule';

/** Arithmetic, comparisons and logic, element by element with broadcasting. */
export const elementwiseShapes: ShapeRules = {
  ...sameRule(
    'Abs Acos Acosh Asin Asinh Atan Atanh Ceil ClipByValue Cos Cosh Elu Erf Exp Expm1 Floor LeakyRelu Log Log1p Neg Reciprocal Relu Relu6 Round Rsqrt Selu Sigmoid Sign Sin Sinh Softplus Sqrt Square Step Tan Tanh'.split(
      ' ',
    ),
    ({ input }) => input('x'),
  ),
  ...sameRule(
    'Add Atan2 BitwiseAnd FloorDiv Maximum Minimum Mod Multiply Pow RealDiv SquaredDifference Sub'.split(' '),
    ({ input }) => broadcast(input('a'), input('b'), input('a').dtype),
  ),
  ...sameRule(
    'Equal Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr NotEqual'.split(' '),
    ({ input }) => broadcast(input('a'), input('b'), 'bool'),
  ),
  ...sameRule(['IsFinite', 'IsInf', 'IsNan', 'LogicalNot'], ({ input }) => ({
    shape: input('x').shape,
    dtype: 'bool',
  })),
  AddN: ({ list }) => first(list),
  Cast: ({ input, attributes }) => ({ shape: input('x').shape, dtype: attributes['dtype'] as ElementType }),
  EluGrad: ({ input }) => input('dy'),
  Prelu: ({ input }) => broadcast(input('x'), input('alpha'), input('x').dtype),
  Select: ({ input }) => input('t'),
  Softmax: ({ input }) => input('logits'),
};

function broadcast(a: TensorSpec, b: TensorSpec, dtype: ElementType): TensorSpec {
  return { shape: backend_util.assertAndGetBroadcastShape([...a.shape], [...b.shape]), dtype };
}

function first(list: readonly TensorSpec[]): TensorSpec {
  const [spec] = list;
  if (spec === undefined) throw new Error('the list of inputs is empty');
  return spec;
}
