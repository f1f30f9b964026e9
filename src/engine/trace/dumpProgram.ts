import type { Attribute } from '@tensorflow/tfjs-core/dist/kernel_registry';
import type { Program, ProgramCall, ValueId } from './program';

/**
 * A program as text, a line a call:
 *
 *     %12 f32[16,64] = BatchMatMul(a: %3, b: %4) transposeA=false transposeB=false   free %3
 */
export function dumpProgram(program: Program): string {
  const value = (id: ValueId) => {
    const { shape, dtype } = program.values[id]!;
    return `%${id} ${shortTypes[dtype]}[${shape.join()}]`;
  };
  const section = (title: string, ids: Readonly<Record<string, ValueId>>) =>
    Object.entries(ids).map(([name, id]) => `${title} ${name} = ${value(id)}`);
  const call = ({ kernel, inputNames, inputs, attributes, outputs, frees, bodies = {} }: ProgramCall) => [
    [
      `${outputs.map(value).join(', ')} = ${kernel}(${inputs
        .map((id, index) => (inputNames === undefined ? `%${id}` : `${inputNames[index]!}: %${id}`))
        .join(', ')})`,
      ...Object.entries(attributes).map(([name, attribute]) => `${name}=${attributeText(attribute)}`),
      ...(frees.length === 0 ? [] : [`  free ${frees.map((id) => `%${id}`).join(' ')}`]),
    ].join(' '),
    ...Object.entries(bodies).flatMap(([name, body]) => [
      `  ${name}:`,
      ...dumpProgram(body)
        .trimEnd()
        .split('\n')
        .map((line) => `    ${line}`),
    ]),
  ];
  return [
    `program ${program.name}: ${program.calls.length} calls, ${program.constants.size} constants`,
    ...section('variable', program.variables),
    ...section('feed', program.feeds),
    ...[...program.constants].map(([id, values]) => `constant ${value(id)} = ${preview(values)}`),
    ...program.calls.flatMap(call),
    ...section('update', program.updates),
    ...section('fetch', program.fetches),
    ...section('keep', program.kept),
    '',
  ].join('\n');
}

const shortTypes = { float32: 'f32', int32: 'i32', bool: 'bool' } as const;

const longestPreview = 8;

function preview(values: ArrayLike<number>): string {
  const shown = Array.from(values).slice(0, longestPreview).map(attributeText).join(', ');
  return values.length > longestPreview ? `${shown}, …` : shown;
}

function attributeText(attribute: Attribute): string {
  if (Array.isArray(attribute)) return `[${attribute.map(attributeText).join()}]`;
  if (typeof attribute === 'object') return JSON.stringify(attribute);
  return Object.is(attribute, -0) ? '-0' : String(attribute);
}
