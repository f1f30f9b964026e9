import { inputOf, type CallView } from './callView';
import { typeAttribute } from './graphNode';
import type { GraphScope } from './graphScope';

const float = { T: typeAttribute('float32') };

/**
 * `adamUpdate` with its condition in the factors, so that nothing but scalars is selected: not applied, the parameter and
 * the averages are multiplied by 1 and get 0 added. `MulNoNan` makes 0 of any gradient, finite or not.
 */
export function emitAdamUpdate(call: CallView, scope: GraphScope): string[] {
  const value = (name: string) => inputOf(call, name).ref;
  const constant = (content: number) => scope.constant({ dtype: 'float32', shape: [], content });
  const binary = (operation: string, a: string, b: string) => scope.node(operation, [a, b], float);
  const ifApplied = (then: string, otherwise: number) =>
    scope.node('Select', [value('applied'), then, constant(otherwise)], float);
  const { beta1, beta2, epsilon } = call.attributes;
  const average = (before: string, sample: string, beta: number) =>
    binary(
      'AddV2',
      binary('Mul', before, ifApplied(constant(beta), 1)),
      binary('Mul', sample, ifApplied(constant(1 - beta), 0)),
    );

  const gradient = binary('MulNoNan', value('gradient'), ifApplied(value('scale'), 0));
  const m = average(value('m'), gradient, Number(beta1));
  const v = average(value('v'), scope.node('Square', [gradient], float), Number(beta2));
  const step = binary(
    'Mul',
    value('learningRate'),
    binary('RealDiv', value('correctionV'), value('correctionM')),
  );
  const smallest = ifApplied(binary('Mul', value('correctionV'), constant(Number(epsilon))), 1);
  const denominator = binary('AddV2', scope.node('Sqrt', [v], float), smallest);
  const change = binary('Mul', binary('RealDiv', m, denominator), ifApplied(step, 0));
  return [binary('Sub', value('parameter'), change), m, v];
}
