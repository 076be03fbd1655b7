// The networks of keras.applications against Keras itself: applications.json was written by Keras 3.16 with
// applications.py, for every network with a classifier of seven classes and with global average pooling.

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { inKerasOrder, kerasSnakeCase } from '../../src/formats/keras/kerasOrder';
import { KERAS_LAYERS } from '../../src/formats/keras/layers';
import { layerDefinition, type LayerKind } from '../../src/layers/all';
import { APPLICATIONS } from '../../src/models/applications/applications';
import { networkOf } from '../../src/models/applications/part';
import { defineNetwork, type Network } from '../../src/models/network';
import expected from './applications.json';

const USUAL = { activation: 'softmax', alpha: 1, depthMultiplier: 1, dropout: 1e-3, classes: 7 };

function build(name: string, size: number, top: boolean): Network {
  const shape = [size, size, 3];
  const end = APPLICATIONS[name]!.build({ ...USUAL, shape, top, pooling: top ? null : 'avg' });
  const counts = new Map<string, number>();
  const kerasName = (kind: string): string => {
    const base = kerasSnakeCase(layerDefinition(kind).className);
    const count = counts.get(base) ?? 0;
    counts.set(base, count + 1);
    return count === 0 ? base : `${base}_${count}`;
  };
  return defineNetwork(networkOf(name, shape, end, kerasName));
}

/** A layer in a line, as applications.py writes it. */
const lines = (network: Network): string[] =>
  inKerasOrder(network).map(
    ({ name, definition, outputShape, inputs }) =>
      `${KERAS_LAYERS[definition.kind as LayerKind].className} ${name} ${outputShape.join('x')} <- ${inputs.join(',')}`,
  );

describe.each(Object.entries(expected))('%s', (which, { layers, parameters, digest }) => {
  const [name = '', ends, size] = which.split(' ');
  const network = build(name, Number(size), ends === 'top');

  test('has as many layers and parameters as in Keras', () => {
    expect(network.layers).toHaveLength(layers);
    // Keras counts how much a Normalization has seen, too.
    const counters = network.layers.filter(
      ({ definition, parameters: own }) => definition.kind === 'normalization' && own.length > 0,
    ).length;
    expect(network.parameterCount + counters).toBe(parameters);
  });

  test("has Keras's layers, names, shapes and connections in its order", () => {
    const text = lines(network).join('\n');
    expect(createHash('sha256').update(text).digest('hex').slice(0, 16), text).toBe(digest);
  });
});

test('each of them is compared', () => {
  const compared = new Set(Object.keys(expected).map((which) => which.split(' ')[0]));
  // The larger ones of a family differ in three numbers.
  const larger = ['EfficientNetB5', 'EfficientNetB6', 'EfficientNetB7'];
  expect([...compared, ...larger].sort()).toEqual(Object.keys(APPLICATIONS).sort());
});
