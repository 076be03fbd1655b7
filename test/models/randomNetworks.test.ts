// The generator of random architectures holds what the tests that use it count on.

import { describe, expect, it } from 'vitest';
import { LAYERS } from '../../src/layers/all';
import { defineNetwork } from '../../src/models/network';
import { networkForward } from '../support/networkReference';
import { ndArray } from '../../src/reference/ndArray';
import { randomInputs, randomNetwork, randomWeights } from '../../src/fuzz/randomNetworks';
import { sizeOf } from '../../src/graph/tensor';

const SEEDS = Array.from({ length: 200 }, (_, i) => i);

describe('random networks', () => {
  const networks = SEEDS.map((seed) => randomNetwork(seed));

  it('are the same for the same seed, and survive JSON', () => {
    for (const [seed, network] of networks.entries()) {
      const json = JSON.parse(JSON.stringify(network)) as ReturnType<typeof network.toJSON>;
      expect(randomNetwork(seed).toJSON()).toEqual(network.toJSON());
      expect(defineNetwork(json).toJSON()).toEqual(network.toJSON());
    }
  });

  it('hold every kind of layer, sequences and graphs', () => {
    const kinds = new Set(networks.flatMap(({ layers }) => layers.map(({ definition }) => definition.kind)));
    const drawn = Object.keys(LAYERS).filter((kind) => !kind.startsWith('random') && kind !== 'embedding');
    expect([...kinds].sort()).toEqual(drawn.sort());
    const chains = networks.filter(({ layers, inputs }) =>
      layers.every(
        ({ inputs: reads }, i) => reads.length === 1 && reads[0] === (layers[i - 1] ?? inputs[0]!).name,
      ),
    );
    expect(chains.length).toBeGreaterThan(90);
    expect(chains.length).toBeLessThan(150);
  });

  it('have one input and one output unless asked for more', () => {
    for (const { inputs, outputs } of networks) expect([inputs.length, outputs.length]).toEqual([1, 1]);
    const any = SEEDS.map((seed) => randomNetwork(seed, { form: 'graph', ends: 'any' }));
    expect(any.some(({ inputs }) => inputs.length === 2)).toBe(true);
    expect(any.some(({ outputs }) => outputs.length > 1)).toBe(true);
  });

  it('leave out what is not allowed', () => {
    const allows = ({ kind }: { kind: string }): boolean => kind !== 'dropout';
    const kinds = SEEDS.flatMap((seed) =>
      randomNetwork(seed, { allows }).layers.map(({ definition }) => definition.kind),
    );
    expect(kinds).not.toContain('dropout');
  });

  it('give finite numbers that neither vanish nor explode', () => {
    let faded = 0;
    for (const [seed, network] of networks.entries()) {
      const weights = randomWeights(network, seed);
      const values = new Map(
        network.layers.flatMap(({ name, parameters }) =>
          parameters.map((spec) => {
            const key = `${name}/${spec.name}`;
            return [key, ndArray(spec.shape, [...weights.get(key)!])] as const;
          }),
        ),
      );
      const given = new Map(
        randomInputs(network, seed).map(({ data }, i) => [network.inputs[i]!.name, data] as const),
      );
      const y = networkForward(network, values, given).get(network.outputs[0]!)!;
      expect(y.data).toHaveLength(sizeOf(y.shape));
      const largest = Math.max(...y.data.map(Math.abs));
      expect(largest).toBeLessThan(1e4);
      if (largest < 1e-3) faded++;
    }
    expect(faded).toBeLessThan(10);
  });
});
