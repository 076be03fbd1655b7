// What of a network's weights is kept when its layers change.

import { describe, expect, it } from 'vitest';
import { defineNetwork, type Network } from '../../src/models/network';
import { overlap } from '../../src/models/overlap';
import { sizeOf } from '../../src/graph/tensor';

interface Sizes {
  readonly filters?: number;
  readonly kernelSize?: number;
  readonly pool?: number;
  readonly units?: number;
}

function network({ filters = 3, kernelSize = 3, pool = 2, units = 4 }: Sizes = {}): Network {
  return defineNetwork({
    name: 'small',
    input: [8, 8, 2],
    layers: [
      { name: 'conv', kind: 'conv2d', options: { filters, kernelSize, padding: 'same' } },
      { name: 'pool', kind: 'maxPooling2d', options: { poolSize: pool } },
      { name: 'flatten', kind: 'flatten' },
      { name: 'drop', kind: 'dropout', options: { rate: 0.5 } },
      { name: 'dense', kind: 'dense', options: { units } },
      { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
    ],
  });
}

/** Where each number of the new parameter came from; −1: it is new. */
function origins(from: Network, to: Network, layer: string, parameter: string): number[] | null {
  const kept = overlap(from, to).find((one) => one.layer === layer && one.parameter === parameter);
  const spec = to.layers
    .find(({ name }) => name === layer)
    ?.parameters.find(({ name }) => name === parameter);
  if (!kept || !spec) return null;
  const places = new Array<number>(sizeOf(spec.shape)).fill(-1);
  for (const run of kept.runs) for (let i = 0; i < run.length; i++) places[run.to + i] = run.from + i;
  expect(places.filter((place) => place >= 0)).toHaveLength(kept.kept);
  expect(kept.of).toBe(places.length);
  return places;
}

describe('weights kept', () => {
  it('all of them, in one piece each, where nothing changed', () => {
    const same = overlap(network(), network());
    expect(same.map(({ layer, parameter, runs }) => [`${layer}/${parameter}`, runs])).toEqual([
      ['conv/weight', [{ from: 0, to: 0, length: 54 }]],
      ['conv/bias', [{ from: 0, to: 0, length: 3 }]],
      ['dense/weight', [{ from: 0, to: 0, length: 192 }]],
      ['dense/bias', [{ from: 0, to: 0, length: 4 }]],
      ['answer/weight', [{ from: 0, to: 0, length: 8 }]],
      ['answer/bias', [{ from: 0, to: 0, length: 2 }]],
    ]);
  });

  it('the first filters, when there are more or fewer', () => {
    // [3, 3, 2, K]: filter k of tap t stands at t·K + k.
    const fewer = origins(network({ filters: 3 }), network({ filters: 2 }), 'conv', 'weight');
    expect(fewer).toEqual(Array.from({ length: 36 }, (_, at) => Math.floor(at / 2) * 3 + (at % 2)));
    const more = origins(network({ filters: 3 }), network({ filters: 5 }), 'conv', 'weight');
    expect(more).toEqual(
      Array.from({ length: 90 }, (_, at) => (at % 5 < 3 ? Math.floor(at / 5) * 3 + (at % 5) : -1)),
    );
    expect(origins(network({ filters: 3 }), network({ filters: 5 }), 'conv', 'bias')).toEqual([
      0, 1, 2, -1, -1,
    ]);
  });

  it('behind flattened maps, the weights of the channels that stay', () => {
    // [4·4·C, 4]: place p, channel c, unit u stands at (p·C + c)·4 + u; dropout in between changes nothing.
    const places = origins(network({ filters: 3 }), network({ filters: 2 }), 'dense', 'weight');
    expect(places).toEqual(
      Array.from({ length: 128 }, (_, at) => {
        const [place, channel, unit] = [Math.floor(at / 8), Math.floor(at / 4) % 2, at % 4];
        return (place * 3 + channel) * 4 + unit;
      }),
    );
  });

  it('the first units, and in the layer behind what read them', () => {
    const [before, after] = [network({ units: 4 }), network({ units: 6 })];
    expect(origins(before, after, 'dense', 'bias')).toEqual([0, 1, 2, 3, -1, -1]);
    expect(origins(before, after, 'answer', 'weight')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, -1, -1, -1, -1]);
  });

  it('none of a kernel with other sides, nor of a dense layer behind maps of other sides; their biases stay', () => {
    const [before, after] = [network({ kernelSize: 3 }), network({ kernelSize: 5, pool: 4 })];
    expect(overlap(before, after).map(({ layer, parameter }) => `${layer}/${parameter}`)).toEqual([
      'conv/bias',
      'dense/bias',
      'answer/weight',
      'answer/bias',
    ]);
  });

  it('of a dense layer on maps, which reads a pixel at a time, as of one on a row', () => {
    const onMaps = (units: number): Network =>
      defineNetwork({
        name: 'on maps',
        input: [3, 3, 2],
        layers: [
          { name: 'dense', kind: 'dense', options: { units } },
          { name: 'flatten', kind: 'flatten' },
          { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
        ],
      });
    expect(origins(onMaps(3), onMaps(2), 'dense', 'weight')).toEqual([0, 1, 3, 4]);
  });

  it('is quick for weights as large as VGG-16’s', () => {
    const vgg = (units: number): Network =>
      defineNetwork({
        name: 'large',
        input: [7, 7, 512],
        layers: [
          { name: 'flatten', kind: 'flatten' },
          { name: 'fc1', kind: 'dense', options: { units } },
        ],
      });
    const [weight] = overlap(vgg(4096), vgg(4095));
    expect(weight).toMatchObject({ kept: 25088 * 4095, of: 25088 * 4095 });
    expect(weight?.runs).toHaveLength(25088);
  });
});
