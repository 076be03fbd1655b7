// Functions that are made of straight pieces, spelled with relu, relu6 and scales: clips to any bounds, the absolute value.
// Source: https://onnx.ai/onnx/operators/onnx__Clip.html, __HardSigmoid, __Abs, __Celu

import { clipBounds } from './foldConstants';
import type { NetworkDraft } from './networkDraft';
import { scaled } from './readDense';
import { type Activation, type Node, type Results } from './readNode';
import { shortest } from '../shortest';

export function clip(node: Node, draft: NetworkDraft): Results {
  const [low, high] = clipBounds(node);
  return [clipped(node, draft, node.activation(), low, high)];
}

/** alpha · x + beta, from 0 to 1; with Keras's slope and middle an activation function of ours */
export function hardSigmoid(node: Node, draft: NetworkDraft): Results {
  const [alpha, beta] = [node.float('alpha', 0.2), node.float('beta', 0.5)];
  const x = node.activation();
  if (Math.abs(alpha - 1 / 6) < 1e-5 && beta === 0.5) return [activated(node, draft, 'hardSigmoid', x)];
  return [clipped(node, draft, scaled(node, draft, x, alpha, beta), 0, 1)];
}

export function negative(node: Node, draft: NetworkDraft): Results {
  return [scaled(node, draft, node.activation(), -1, 0)];
}

export function absolute(node: Node, draft: NetworkDraft): Results {
  return [magnitude(node, draft, node.activation())];
}

/** Positive numbers stay; negative ones become alpha · (exp(x / alpha) − 1). */
export function celu(node: Node, draft: NetworkDraft): Results {
  const alpha = node.float('alpha', 1);
  if (!(alpha > 0)) node.fail(`needs an alpha above 0. Received ${alpha}`);
  const y = activated(node, draft, 'elu', scaled(node, draft, node.activation(), 1 / alpha, 0), false);
  return [scaled(node, draft, y, alpha, 0)];
}

/** Numbers up to alpha become 0. */
export function thresholdedRelu(node: Node, draft: NetworkDraft): Results {
  const threshold = node.float('alpha', 1);
  const x = node.activation();
  if (!(threshold >= 0)) node.fail(`needs an alpha of at least 0. Received ${threshold}`);
  if (threshold === 0) return [activated(node, draft, 'relu', x)];
  const y = draft.layer(node, 'reLU', { threshold: shortest(threshold) }, [x]);
  return [{ ...y, axes: x.axes, order: x.order, nonNegative: true }];
}

/** |x| = relu(x) + relu(−x) */
export function magnitude(node: Node, draft: NetworkDraft, x: Activation): Activation {
  if (x.nonNegative) return x;
  const parts = [
    activated(node, draft, 'relu', x),
    activated(node, draft, 'relu', scaled(node, draft, x, -1, 0)),
  ];
  return { ...draft.layer(node, 'add', {}, parts), axes: x.axes, order: x.order, nonNegative: true };
}

function clipped(node: Node, draft: NetworkDraft, x: Activation, low: number, high: number): Activation {
  if (low === -Infinity && high === Infinity) return x;
  if (low === 0 && high === Infinity) return activated(node, draft, 'relu', x);
  if (low === 0 && high === 6) return activated(node, draft, 'relu6', x);
  if (!(low < high)) node.fail(`needs a lower bound below the upper one. Received ${low} and ${high}`);
  const isNonNegative = low >= 0;
  const line = (by: number, shift: number, of: Activation): Activation => scaled(node, draft, of, by, shift);
  if (high === Infinity) {
    const y = line(1, low, activated(node, draft, 'relu', line(1, -low, x)));
    return { ...y, nonNegative: isNonNegative };
  }
  if (low === -Infinity) return line(-1, high, activated(node, draft, 'relu', line(-1, high, x)));
  const by = 6 / (high - low);
  const y = line(1 / by, low, activated(node, draft, 'relu6', line(by, -low * by, x)));
  return { ...y, nonNegative: isNonNegative };
}

/** @param nonNegative whether no result is below zero */
export function activated(
  node: Node,
  draft: NetworkDraft,
  activation: string,
  x: Activation,
  nonNegative = true,
): Activation {
  const y = draft.layer(node, 'activation', { activation }, [x]);
  return { ...y, axes: x.axes, order: x.order, nonNegative };
}
