// The ranges that the colours span, map by map, against plain loops over the numbers; and what is no number, counted.

import { afterEach, describe, expect, it } from 'vitest';
import { readFloats } from '../../src/gpu/readback';
import { defineNetwork } from '../../src/models/network';
import { ParameterStore } from '../../src/models/parameterStore';
import { NetworkProbe } from '../../src/inspect/probe/probe';
import type { TensorRange } from '../../src/inspect/probe/ranges';
import { LayerDomains, layerViews } from '../../src/inspect/probe/layerViews';
import { testDevice } from '../support/device';

const network = defineNetwork({
  name: 'ranges',
  input: [7, 9, 2],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 3, kernelSize: 3, activation: 'tanh' } },
    { name: 'relu', kind: 'conv2d', options: { filters: 5, kernelSize: 1, activation: 'relu' } },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units: 4, activation: 'softmax' } },
  ],
});

const made: { destroy(): void }[] = [];
afterEach(() => {
  for (const one of made.splice(0)) one.destroy();
});

async function setUp(): Promise<{ store: ParameterStore; probe: NetworkProbe }> {
  const device = await testDevice();
  const store = new ParameterStore(device, network);
  store.initialize(5);
  const probe = await NetworkProbe.create(device, network, store);
  made.push(store, probe);
  probe.write(Float32Array.from({ length: 7 * 9 * 2 }, (_, i) => ((i * 13) % 17) / 17));
  return { store, probe };
}

/** The range of every `channels`-th number, by plain comparison; NaN and ∞ left out and counted. */
function expectRange(found: TensorRange, values: Float32Array, channels: number): void {
  const of = (numbers: readonly number[]): [number, number] => [Math.min(...numbers), Math.max(...numbers)];
  const finite = (numbers: Iterable<number>): number[] => [...numbers].filter(Number.isFinite);
  expect([found.low, found.high]).toEqual(of(finite(values)));
  expect(found.nan).toBe([...values].filter(Number.isNaN).length);
  expect(found.infinite).toBe([...values].filter((value) => Math.abs(value) === Infinity).length);
  expect(found.channels).toHaveLength(channels === 1 ? 0 : channels);
  found.channels.forEach((channel, at) =>
    expect(channel).toEqual(of(finite(values.filter((_, i) => i % channels === at)))),
  );
}

describe('the ranges of the colours', () => {
  it('are those of every map, every filter and every vector', async () => {
    const { store, probe } = await setUp();
    probe.run();
    const ranges = await probe.readRanges();
    expect([...ranges.keys()]).toEqual(['conv', 'relu', 'flatten', 'answer']);
    for (const [layer, { activation, kernel }] of ranges) {
      const view = probe.activation(layer);
      expectRange(
        activation,
        await readFloats(store.device, view),
        view.shape.length === 3 ? view.shape[2]! : 1,
      );
      const weight = probe.parameter(layer, 'weight');
      expect(kernel === null).toBe(weight === null);
      if (kernel && weight)
        expectRange(
          kernel,
          await readFloats(store.device, weight),
          weight.shape.length === 4 ? weight.shape[3]! : 1,
        );
    }
  });

  it('leave out NaN and ∞, and count them', async () => {
    const { store, probe } = await setUp();
    const weights = new Float32Array(3 * 3 * 2 * 3).map((_, i) => (i % 7) / 7 - 0.4);
    weights[3] = NaN; // filter 0
    weights[7] = Infinity; // filter 1
    weights[10] = -Infinity; // filter 1
    store.write('conv/weight', weights);
    probe.run();
    const ranges = await probe.readRanges();
    const conv = ranges.get('conv')!;
    expectRange(conv.kernel!, weights, 3);
    expect([conv.kernel!.nan, conv.kernel!.infinite]).toEqual([1, 2]);
    const values = await readFloats(store.device, probe.activation('conv'));
    expect(conv.activation.nan).toBe([...values].filter(Number.isNaN).length);
    expect(conv.activation.nan, 'every cell of the first map').toBeGreaterThanOrEqual(5 * 7);
  });

  it('are news where a single map has a larger one only while each map has its own', async () => {
    const { probe } = await setUp();
    probe.run();
    const ranges = await probe.readRanges();
    const conv = ranges.get('conv')!;
    // All maps as they are, but for one that was nearly dark. The largest of the layer stays it.
    const [least] = conv.activation.channels.toSorted((a, b) => a[1] - b[1]);
    const channels = conv.activation.channels.map((range) =>
      range === least ? ([0, 1e-3] as const) : range,
    );
    const before = new Map(ranges).set('conv', { ...conv, activation: { ...conv.activation, channels } });
    for (const scope of ['layer', 'unit'] as const) {
      const domains = new LayerDomains();
      domains.scale = { scope, follow: false };
      domains.take(before);
      expect(domains.take(ranges), scope).toBe(scope === 'unit');
    }
  });

  it('are shared by a map, a layer or the network, as is chosen; they widen, and shrink when let', async () => {
    const { probe } = await setUp();
    const domains = new LayerDomains();
    probe.run();
    const ranges = await probe.readRanges();
    expect(domains.take(ranges)).toBe(true);
    expect(domains.take(ranges), 'nothing new').toBe(false);
    const views = (): ReturnType<typeof layerViews> => layerViews(network, probe, domains);
    const holds = ([low, high]: readonly [number, number], [from, to]: readonly [number, number]): boolean =>
      low <= from + 1e-6 && high >= to - 1e-6;

    const byLayer = views();
    for (const { name, activationDomain, channelDomains } of byLayer) {
      const { activation } = ranges.get(name)!;
      expect(channelDomains).toBeNull();
      expect(holds(activationDomain, [activation.low, activation.high])).toBe(true);
    }

    domains.scale = { scope: 'network', follow: false };
    const [first, ...others] = views();
    for (const other of others) {
      expect(other.activationDomain).toEqual(first!.activationDomain);
      expect(other.kernelDomain).toEqual(first!.kernelDomain);
    }
    const widest = Math.max(...byLayer.map(({ activationDomain }) => activationDomain[1]));
    expect(first!.activationDomain, 'tanh has two signs').toEqual([-widest, widest]);

    domains.scale = { scope: 'unit', follow: false };
    const conv = views()[0]!;
    const own = ranges.get('conv')!;
    expect(conv.channelDomains!.activation).toHaveLength(3);
    conv.channelDomains!.activation.forEach(([low, high], at) => {
      expect(low, 'one colour map a layer').toBe(-high);
      expect(holds([low, high], own.activation.channels[at]!)).toBe(true);
    });
    conv.channelDomains!.kernel.forEach((domain, at) =>
      expect(holds(domain, own.kernel!.channels[at]!)).toBe(true),
    );

    // Smaller numbers: the range stays, unless it is fitted or follows.
    domains.scale = { scope: 'layer', follow: false };
    const before = views()[0]!.activationDomain;
    probe.write(new Float32Array(7 * 9 * 2).fill(0.01));
    probe.run();
    const smaller = await probe.readRanges();
    domains.take(smaller);
    expect(views()[0]!.activationDomain).toEqual(before);
    domains.fit();
    expect(views()[0]!.activationDomain[1]).toBeLessThan(before[1]);
    domains.take(ranges);
    expect(views()[0]!.activationDomain).toEqual(before);
    domains.scale = { scope: 'layer', follow: true };
    expect(domains.take(smaller)).toBe(true);
    expect(views()[0]!.activationDomain[1]).toBeLessThan(before[1]);
  });
});
