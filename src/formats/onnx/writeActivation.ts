// Activations, as the end of a layer's chain of nodes.

import type { ActivationChoice } from '../../kernels/activation';
import { activationChoice } from '../../layers/shared/activated';
import { isOfRow, type LayerActivation } from '../../layers/options';
import type { Step } from './graphWriter';
import type { Layout, Site } from './layerWriter';

/** An `activation` option; softmax and its logarithm run over the channels, wherever they lie. */
export function activate(site: Site<unknown>, activation: LayerActivation, layout: Layout): readonly Step[] {
  if (!isOfRow(activation)) return apply(site, activationChoice(activation));
  const op = activation === 'softmax' ? 'Softmax' : 'LogSoftmax';
  return [{ op, attributes: { axis: { i: layout === 'first' ? 1 : -1 } } }];
}

export function apply({ graph, layer }: Site<unknown>, { kind, alpha }: ActivationChoice): readonly Step[] {
  const number = (name: string, value: number): string =>
    graph.floats(`${layer.name}/${name}`, [], Float32Array.of(value));
  switch (kind) {
    case 'linear':
      return [];
    case 'relu':
      return [{ op: 'Relu' }];
    case 'relu6':
      return [{ op: 'Clip', constants: [number('lowest', 0), number('highest', 6)] }];
    case 'leakyRelu':
      return [{ op: 'LeakyRelu', attributes: { alpha: { f: alpha } } }];
    case 'sigmoid':
      return [{ op: 'Sigmoid' }];
    case 'tanh':
      return [{ op: 'Tanh' }];
    case 'elu':
      return [{ op: 'Elu', attributes: { alpha: { f: alpha } } }];
    case 'selu':
      return [{ op: 'Selu' }];
    case 'softplus':
      return [{ op: 'Softplus' }];
    case 'softsign':
      return [{ op: 'Softsign' }];
    case 'exponential':
      return [{ op: 'Exp' }];
    case 'hardSigmoid':
      return [{ op: 'HardSigmoid', attributes: { alpha: { f: 1 / 6 }, beta: { f: 0.5 } } }];
    case 'hardSilu':
      return [{ op: 'HardSwish' }];
    // Operator set 17 has no words for these; combineNodes.ts puts them together again.
    case 'silu':
      return [{ op: 'Sigmoid' }, { op: 'Mul', again: 1 }];
    case 'mish':
      return [{ op: 'Softplus' }, { op: 'Tanh' }, { op: 'Mul', again: 2 }];
    case 'hardTanh':
      return [{ op: 'Clip', constants: [number('lowest', -1), number('highest', 1)] }];
    case 'tanhShrink':
      return [{ op: 'Tanh' }, { op: 'Sub', again: 1 }, { op: 'Neg' }];
    case 'softShrink':
      return [{ op: 'Shrink', attributes: { lambd: { f: 0.5 }, bias: { f: 0.5 } } }];
    case 'hardShrink':
      return [{ op: 'Shrink', attributes: { lambd: { f: 0.5 }, bias: { f: 0 } } }];
    case 'squareplus':
      return [
        { op: 'Mul', again: 0 },
        { op: 'Add', constants: [number('four', 4)] },
        { op: 'Sqrt' },
        { op: 'Add', again: 3 },
        { op: 'Mul', constants: [number('half', 0.5)] },
      ];
    // The larger of x and its parabola, which touch where x is 1.
    case 'sparsePlus':
      return [
        { op: 'Add', constants: [number('one', 1)] },
        { op: 'Clip', constants: [number('lowest', 0), number('highest', 2)] },
        { op: 'Mul', again: 0 },
        { op: 'Mul', constants: [number('quarter', 0.25)] },
        { op: 'Max', again: 4 },
      ];
    case 'logSigmoid':
      return [{ op: 'Neg' }, { op: 'Softplus' }, { op: 'Neg' }];
    case 'sparseSigmoid':
      return [{ op: 'HardSigmoid', attributes: { alpha: { f: 0.5 }, beta: { f: 0.5 } } }];
    case 'geluTanh':
      return [
        { op: 'Mul', again: 0 },
        { op: 'Mul', constants: [number('cubic', 0.044715)] },
        { op: 'Add', constants: [number('one', 1)] },
        { op: 'Mul', again: 3 },
        { op: 'Mul', constants: [number('sqrt 2/pi', Math.sqrt(2 / Math.PI))] },
        { op: 'Tanh' },
        { op: 'Add', constants: [number('one', 1)] },
        { op: 'Mul', again: 7 },
        { op: 'Mul', constants: [number('half', 0.5)] },
      ];
    case 'gelu':
      return [
        { op: 'Div', constants: [number('sqrt2', Math.SQRT2)] },
        { op: 'Erf' },
        { op: 'Add', constants: [number('one', 1)] },
        { op: 'Mul', again: 3 },
        { op: 'Mul', constants: [number('half', 0.5)] },
      ];
    default:
      return kind satisfies never;
  }
}
