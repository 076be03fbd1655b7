// The activation of a layer in PyTorch.

import { activationChoice } from '../../layers/shared/activated';
import { isOfRow } from '../../layers/options';
import { lastActivation } from '../../models/lower';
import type { NetworkLayer } from '../../models/network';

/** @returns `result` with the activation that the layer applies */
export function activated(layer: NetworkLayer, result: string): string {
  const last = lastActivation(layer);
  if (isOfRow(last)) {
    // Channels are the second axis of maps and rows, the last one of tables.
    const axis = layer.outputShape.length === 2 ? 2 : 1;
    return `F.${last === 'softmax' ? 'softmax' : 'log_softmax'}(${result}, ${axis})`;
  }
  const { kind, alpha } = activationChoice(last);
  switch (kind) {
    case 'linear':
      return result;
    case 'leakyRelu':
      return `F.leaky_relu(${result}, ${alpha})`;
    case 'elu':
      return `F.elu(${result}, ${alpha})`;
    case 'relu':
    case 'relu6':
    case 'silu':
    case 'gelu':
    case 'mish':
    case 'selu':
    case 'softplus':
    case 'softsign':
      return `F.${kind}(${result})`;
    case 'hardSilu':
      return `F.hardswish(${result})`;
    case 'hardSigmoid':
      return `F.hardsigmoid(${result})`;
    case 'geluTanh':
      return `F.gelu(${result}, approximate="tanh")`;
    case 'hardTanh':
    case 'tanhShrink':
    case 'softShrink':
    case 'hardShrink':
    case 'logSigmoid':
      return `F.${kind.toLowerCase()}(${result})`;
    case 'squareplus':
      return `(lambda v: (v + torch.sqrt(v * v + 4)) / 2)(${result})`;
    case 'sparsePlus':
      return `(lambda v: torch.maximum(v, (v + 1).clamp(0, 2) ** 2 / 4))(${result})`;
    case 'sparseSigmoid':
      return `((${result}) / 2 + 0.5).clamp(0, 1)`;
    case 'exponential':
      return `torch.exp(${result})`;
    case 'sigmoid':
    case 'tanh':
      return `torch.${kind}(${result})`;
    default:
      return kind satisfies never;
  }
}
