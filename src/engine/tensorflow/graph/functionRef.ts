/**
 * Names of what operations give, where it is not `output`: within functions, nodes refer to each other's outputs by names.
 * From the operations' definitions in TensorFlow 2.9 and 2.21, of all that tfjs-node and we use.
 */
const namesOfOutputs: Readonly<Record<string, readonly string[]>> = {
  ...named(
    'y',
    'Abs Acos Acosh Asin Asinh Atan Atanh Cast Ceil Cos Cosh Erf Exp Expm1 Floor IsFinite IsInf IsNan Log Log1p LogicalNot Neg ' +
      'OnesLike Reciprocal Round Rsqrt Sigmoid Sign Sin Sinh Sqrt Square Tan Tanh Transpose ZerosLike',
  ),
  ...named(
    'z',
    'Add AddV2 Atan2 Div DivNoNan Equal FloorDiv FloorMod Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr Maximum ' +
      'Minimum Mod Mul MulNoNan NotEqual Pow RealDiv SigmoidGrad SquaredDifference Sub TanhGrad',
  ),
  ...named('activations', 'Elu LeakyRelu Relu Relu6 Selu Softplus'),
  ...named('out', 'Cumprod Cumsum'),
  AddN: ['sum'],
  Bincount: ['bins'],
  BroadcastArgs: ['r0'],
  EluGrad: ['backprops'],
  MatMul: ['product'],
  Merge: ['output', 'value_index'],
  ReadVariableOp: ['value'],
  Softmax: ['softmax'],
  Switch: ['output_false', 'output_true'],
  TensorListReserve: ['handle'],
  TensorListSetItem: ['output_handle'],
  TensorListStack: ['tensor'],
  TopK: ['values', 'indices'],
  TopKV2: ['values', 'indices'],
  Unique: ['y', 'idx'],
  UniqueV2: ['y', 'idx'],
  Where: ['index'],
};

/**
 * A reference of a graph as it is written in a function: `node:name:number` for an output of a node, as it is for an argument
 * or a node that only has to be done before.
 * @param operationOf the operation of a node; undefined for an argument
 */
export function functionRef(ref: string, operationOf: (node: string) => string | undefined): string {
  if (ref.startsWith('^')) return ref;
  const [node = '', index = '0'] = ref.split(':');
  const operation = operationOf(node);
  if (operation === undefined) return ref;
  const names = namesOfOutputs[operation];
  // Several outputs under one name are a list.
  if (names === undefined) return `${node}:output:${index}`;
  const name = names[Number(index)];
  if (name === undefined) throw new Error(`${operation} has no output ${index}.`);
  return `${node}:${name}:0`;
}

function named(output: string, operations: string): Record<string, readonly string[]> {
  return Object.fromEntries(operations.split(' ').map((operation) => [operation, [output]]));
}
