// Operators that make one number of all along some axes: their mean, sum, largest or smallest. Over rows and columns this is
// global pooling; else each axis is pooled by itself, in a map that has it as columns.
// Source: https://onnx.ai/onnx/operators/onnx__ReduceMean.html

import { shapeText, sizeOf } from '../../graph/tensor';
import { reducedAxes } from './foldConstants';
import type { NetworkDraft } from './networkDraft';
import { scaled } from './readDense';
import type { Activation, Node, Results } from './readNode';
import { magnitude } from './readPiecewise';
import { fileText, hasBatch } from './readShapes';

type Kind = 'mean' | 'max';

export function reduceMean(node: Node, draft: NetworkDraft): Results {
  return [reduced(node, draft, node.activation(), 'mean')];
}

export function reduceMax(node: Node, draft: NetworkDraft): Results {
  return [reduced(node, draft, node.activation(), 'max')];
}

/** min x = −max −x */
export function reduceMin(node: Node, draft: NetworkDraft): Results {
  const most = reduced(node, draft, scaled(node, draft, node.activation(), -1, 0), 'max');
  return [scaled(node, draft, most, -1, 0)];
}

export function reduceSum(node: Node, draft: NetworkDraft): Results {
  return [sumOf(node, draft, node.activation())];
}

export function reduceL1(node: Node, draft: NetworkDraft): Results {
  return [sumOf(node, draft, magnitude(node, draft, node.activation()))];
}

function sumOf(node: Node, draft: NetworkDraft, x: Activation): Activation {
  const mean = reduced(node, draft, x, 'mean');
  const count = sizeOf(x.shape) / sizeOf(mean.shape);
  return { ...scaled(node, draft, mean, count, 0), nonNegative: x.nonNegative };
}

function reduced(node: Node, draft: NetworkDraft, x: Activation, kind: Kind): Activation {
  const places = new Set(reducedAxes(node, x.axes.length));
  if (places.size === 0) return x;
  if (hasBatch(x) && places.has(0))
    node.fail(
      `makes one number of several pictures. Received axes ${[...places].join(',')} of ${fileText(x)}`,
    );
  const ours = [...places].flatMap((place) => x.axes[place] ?? []);
  const keeps = node.int('keepdims', 1) !== 0;
  const isWhole = x.shape.every((length, i) => length === 1 || ours.includes(i + 1));
  if (x.order !== null && !isWhole) node.fail('must come before a flatten');
  const isMap = x.shape.length === 3 && ours.includes(1) && ours.includes(2) && !ours.includes(3);
  const layer = { mean: 'globalAveragePooling2d', max: 'globalMaxPooling2d' }[kind];
  const y = isMap
    ? draft.layer(node, layer, {}, [x])
    : ours.reduce((before, axis) => along(node, draft, before, axis, kind), x);
  const axes = x.axes.flatMap((axis, place) => {
    if (places.has(place)) return keeps ? [null] : [];
    return [isMap && axis === 3 ? 1 : axis];
  });
  return { ...y, axes, order: null, nonNegative: x.nonNegative };
}

/** @returns the layer's axis with length 1 */
function along(node: Node, draft: NetworkDraft, x: Activation, axis: number, kind: Kind): Activation {
  const [before, after] = [x.shape.slice(0, axis - 1), x.shape.slice(axis)];
  const length = x.shape[axis - 1] ?? 1;
  if (length === 1) return x;
  if (sizeOf(x.shape) === 0) node.fail(`has no numbers to reduce: ${shapeText(x.shape)}`);
  const targetShape = [sizeOf(before), length, sizeOf(after)];
  const map = draft.layer(node, 'reshape', { targetShape }, [x]);
  const options = { poolSize: [1, length], strides: [1, length], padding: 'valid' };
  const pooling = { mean: 'averagePooling2d', max: 'maxPooling2d' }[kind];
  const y = draft.layer(node, pooling, options, [map]);
  return draft.layer(node, 'reshape', { targetShape: [...before, 1, ...after] }, [y]);
}
