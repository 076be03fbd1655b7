// A trace contains exactly the cells that matter: those that change the number, found by changing each of them.

import { describe, expect, it } from 'vitest';
import { defineNetwork, type Network, type NetworkConfig } from '../../src/models/network';
import { ndArray } from '../../src/reference/ndArray';
import { uniform } from '../../src/reference/hash';
import { tracerOf } from '../../src/inspect/cell/trace';
import { networkForward, type Values } from '../support/networkReference';

/** Nothing may hide a change: no ReLU, no maximum, no weight near zero. */
const NETWORKS: readonly NetworkConfig[] = [
  {
    name: 'chain: same padding, stride 2, pooling, dense',
    input: [9, 8, 1],
    layers: [
      {
        name: 'c1',
        kind: 'conv2d',
        options: { filters: 2, kernelSize: 3, padding: 'same', activation: 'tanh' },
      },
      { name: 'p1', kind: 'averagePooling2d', options: { poolSize: 2 } },
      { name: 'c2', kind: 'conv2d', options: { filters: 3, kernelSize: 2, strides: 2 } },
      { name: 'f', kind: 'flatten' },
      { name: 'd', kind: 'dense', options: { units: 2 } },
    ],
  },
  {
    name: 'dilated windows have gaps',
    input: [11, 11, 1],
    layers: [
      { name: 'c1', kind: 'conv2d', options: { filters: 2, kernelSize: 3, dilationRate: 3 } },
      { name: 'p1', kind: 'averagePooling2d', options: { poolSize: 2, strides: 2 } },
    ],
  },
  {
    name: 'branches that meet again',
    input: [8, 8, 2],
    layers: [
      { name: 'stem', kind: 'depthwiseConv2d', options: { kernelSize: 3, padding: 'same' } },
      {
        name: 'wide',
        kind: 'conv2d',
        inputs: ['stem'],
        options: { filters: 2, kernelSize: 3, dilationRate: 2, padding: 'same' },
      },
      { name: 'sum', kind: 'add', inputs: ['stem', 'wide'] },
      { name: 'thin', kind: 'conv2d', inputs: ['stem'], options: { filters: 1, kernelSize: 1 } },
      { name: 'both', kind: 'concatenate', inputs: ['sum', 'thin'] },
      { name: 'mean', kind: 'globalAveragePooling2d' },
    ],
  },
];

function randomValues(network: Network): Values {
  return new Map(
    network.layers.flatMap(({ name, parameters }, n) =>
      parameters.map((spec, p) => [
        `${name}/${spec.name}`,
        ndArray(
          spec.shape,
          Array.from({ length: spec.shape.reduce((a, b) => a * b, 1) }, (_, i) => 0.3 + uniform(n, p, i)),
        ),
      ]),
    ),
  );
}

const unravel = (at: number, shape: readonly number[]): number[] => {
  const index: number[] = [];
  for (const length of shape.toReversed()) {
    index.unshift(at % length);
    at = Math.floor(at / length);
  }
  return index;
};

for (const config of NETWORKS) {
  describe(config.name, () => {
    const network = defineNetwork(config);
    const values = randomValues(network);
    const picture = Array.from({ length: network.inputs[0]!.shape.reduce((a, b) => a * b, 1) }, (_, i) =>
      uniform(7, 7, i),
    );
    const plain = networkForward(network, values, new Map([['input', picture]]));
    const names = ['input', ...network.layers.map(({ name }) => name)];

    /** By layer, which of its cells change when a cell of `layer` is pushed. */
    function changed(layer: string, at: number): Map<string, Uint8Array> {
      const pushed = Array.from(plain.get(layer)!.data);
      pushed[at]! += 0.01;
      const after = networkForward(
        network,
        values,
        new Map([
          ['input', picture],
          [layer, pushed],
        ]),
      );
      return new Map(
        names.map((name) => [
          name,
          Uint8Array.from(plain.get(name)!.data, (value, i) => Number(value !== after.get(name)!.data[i])),
        ]),
      );
    }

    const size = (name: string): number => plain.get(name)!.data.length;
    const some = (name: string): number[] => [...new Set([0, Math.floor(size(name) / 2), size(name) - 1])];

    it('forwards: the cells that a push changes', () => {
      for (const layer of names) {
        for (const at of some(layer)) {
          const felt = changed(layer, at);
          const trace = tracerOf(network).forward(layer, unravel(at, plain.get(layer)!.shape));
          expect(trace[0]?.layer).toBe(layer);
          for (const name of names) {
            const said = trace.find((one) => one.layer === name)?.cells ?? new Uint8Array(size(name));
            expect(said, `${layer}[${at}] → ${name}`).toEqual(felt.get(name));
          }
        }
      }
    });

    it('backwards: the cells that change the number', () => {
      const last = network.layers.at(-1)!.name;
      for (const layer of [network.layers[1]!.name, last]) {
        for (const at of some(layer)) {
          const trace = tracerOf(network).back(layer, unravel(at, plain.get(layer)!.shape));
          for (const name of names.slice(0, names.indexOf(layer))) {
            const felt = Uint8Array.from(
              { length: size(name) },
              (_, cell) => changed(name, cell).get(layer)![at]!,
            );
            const said = trace.find((one) => one.layer === name)?.cells ?? new Uint8Array(size(name));
            expect(said, `${name} → ${layer}[${at}]`).toEqual(felt);
          }
        }
      }
    });
  });
}

describe('the windows of a trace', () => {
  const lenet = defineNetwork({
    name: 'lenet',
    input: [28, 28, 1],
    layers: [
      { name: 'c1', kind: 'conv2d', options: { filters: 6, kernelSize: 5, padding: 'same' } },
      { name: 'p1', kind: 'maxPooling2d' },
      { name: 'c2', kind: 'conv2d', options: { filters: 16, kernelSize: 5 } },
      { name: 'd1', kind: 'dense', inputs: ['flat'], options: { units: 4 } },
    ].flatMap((layer) => (layer.name === 'd1' ? [{ name: 'flat', kind: 'flatten' }, layer] : [layer])),
  });
  const pictureWindow = (layer: string, index: readonly number[]): object | undefined =>
    tracerOf(lenet).back(layer, index).at(-1)?.windows[0];

  it('are clipped at the border', () => {
    expect(pictureWindow('c1', [9, 14, 2])).toMatchObject({
      top: 7,
      left: 12,
      bottom: 12,
      right: 17,
      whole: true,
    });
    expect(pictureWindow('c1', [0, 27, 2])).toMatchObject({ top: 0, left: 25, bottom: 3, right: 28 });
  });

  it('widen layer by layer, on the maps that are read', () => {
    const trace = tracerOf(lenet).back('c2', [2, 2, 5]);
    expect(trace.map(({ layer }) => layer)).toEqual(['c2', 'p1', 'c1', 'input']);
    expect(trace[1]?.windows).toHaveLength(6);
    expect(trace[1]?.windows[3]).toMatchObject({ channel: 3, top: 2, left: 2, bottom: 7, right: 7 });
    expect(trace[2]?.windows[0]).toMatchObject({ top: 4, left: 4, bottom: 14, right: 14 });
    expect(pictureWindow('c2', [2, 2, 5])).toMatchObject({ top: 2, left: 2, bottom: 16, right: 16 });
    expect(tracerOf(lenet).back('p1', [3, 3, 4])[1]?.windows).toEqual([
      { channel: 4, top: 6, left: 6, bottom: 8, right: 8, whole: true },
    ]);
  });

  it('hold everything for a dense unit', () => {
    const trace = tracerOf(lenet).back('d1', [0]);
    expect(
      trace.slice(1).every(({ everything, layer }) => everything || layer === 'input' || layer === 'c1'),
    ).toBe(true);
    // Pooling floors 28 / 2, a 5×5 kernel sees all of it: the whole picture.
    expect(trace.at(-1)?.everything).toBe(true);
  });

  it('name a layer or cell that is not there', () => {
    expect(() => tracerOf(lenet).back('nose', [0])).toThrow("network 'lenet': has no layer 'nose'");
    expect(() => tracerOf(lenet).forward('c1', [28, 0, 0])).toThrow(
      "layer 'c1': has no cell [28, 0, 0]; its shape is 28×28×6",
    );
  });
});

describe('the use of a weight', () => {
  const network = defineNetwork({
    name: 'weights',
    input: [6, 7, 2],
    layers: [
      { name: 'c', kind: 'conv2d', options: { filters: 3, kernelSize: 3, padding: 'same' } },
      { name: 's', kind: 'conv2d', options: { filters: 2, kernelSize: 2, strides: 2 } },
      { name: 'p', kind: 'maxPooling2d', options: { poolSize: 2 } },
    ],
  });

  it('is counted output by output, those that meet padding apart', () => {
    // The top left weight meets padding in the first row and the first column.
    expect(tracerOf(network).weightUse('c', [0, 0, 1, 2])).toEqual({
      outputs: 42,
      padded: 42 - 5 * 6,
      window: { top: 0, left: 0, bottom: 5, right: 6 },
      inputMap: 1,
    });
    expect(tracerOf(network).weightUse('c', [1, 1, 0, 0])).toMatchObject({ padded: 0, inputMap: 0 });
    expect(tracerOf(network).weightUse('s', [1, 0, 2, 1])).toEqual({
      outputs: 9,
      padded: 0,
      window: { top: 1, left: 0, bottom: 6, right: 5 },
      inputMap: 2,
    });
    expect(tracerOf(network).weightUse('p', [0, 0, 0, 0])).toBeNull();
  });
});
