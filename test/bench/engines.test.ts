// The benchmark's engines against each other on work of a few seconds: what makes a row of a real run `ok`.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { measureCeilings } from '../../src/bench/ceilings';
import { compareResults, differenceText, type NamedArrays } from '../../src/bench/compare';
import type { Engine } from '../../src/bench/engines/engine';
import { createJax } from '../../src/bench/engines/jax';
import { oursOn } from '../../src/bench/engines/ours';
import { createTfjs } from '../../src/bench/engines/tfjs';
import { toleranceOf } from '../../src/bench/suites';
import { parseOperation, passesOf, type Workload } from '../../src/bench/workload';
import { defineNetwork } from '../../src/models/network';
import { newTestDevice } from '../support/device';

let engines: readonly Engine[] = [];
beforeAll(async () => {
  engines = [await createTfjs('cpu'), await createJax(), oursOn(await newTestDevice())];
});
afterAll(() => {
  for (const engine of engines) engine.destroy();
});

async function failures(workload: Workload): Promise<string[]> {
  const results: [string, NamedArrays][] = [];
  for (const engine of engines) {
    const prepared = await engine.prepare(workload);
    results.push([engine.id, await prepared.results()]);
    await prepared.run(2);
    expect(engine.counters?.takeError() ?? null).toBeNull();
    prepared.destroy();
  }
  return compareResults(results, toleranceOf(workload)).failed.map(differenceText);
}

const network = defineNetwork({
  name: 'tiny',
  input: [6, 6, 2],
  layers: [
    { kind: 'conv2d', options: { filters: 3, kernelSize: 3, padding: 'same', activation: 'relu' } },
    { kind: 'maxPooling2d' },
    { kind: 'flatten' },
    { kind: 'dense', options: { units: 5, activation: 'relu' } },
    { kind: 'dense', options: { units: 3, activation: 'softmax' } },
  ],
});

test('training: losses and every gradient agree, and the calls of a step are counted', async () => {
  expect(await failures({ kind: 'train', network, batch: 4 })).toEqual([]);
  const [ours] = engines.filter(({ id }) => id === 'ours');
  const prepared = await ours!.prepare({ kind: 'train', network, batch: 4 });
  const calls = await ours!.counters!.count(() => prepared.run(3));
  expect(calls).toMatchObject({
    submits: 1,
    createBuffer: 0,
    createBindGroup: 0,
    writeBuffer: 0,
    mapAsync: 0,
  });
  expect(calls.dispatches % 3).toBe(0);
  expect(ours!.counters!.liveBytes).toBeGreaterThan(0);
  prepared.destroy();
});

const operations = ['2x7x6x5->4k3s2same', '2x7x6x3->4k3s2same', '3x5->4', '2x4x6x3->pool'];
test.each(operations.flatMap((text) => passesOf(parseOperation(text))))(
  '$layer of $input, $pass',
  async (workload) => {
    expect(await failures(workload)).toEqual([]);
  },
);

test('the device has ceilings', async () => {
  const device = engines.find(({ id }) => id === 'ours')?.counters?.device;
  const { fmaGflops, loadsG, copyGBs } = await measureCeilings(device!, 1);
  expect(fmaGflops).toBeGreaterThan(0.1);
  expect(loadsG).toBeGreaterThan(0.001);
  expect(copyGBs).toBeGreaterThan(0.01);
});
