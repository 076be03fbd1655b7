// Every shader of the project compiles on naga. Most are compiled where their numbers are tested, in the files that run
// before this one (vitest.wgpu.config.ts); so it passes only in a whole run.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { measureCeilings } from '../../src/bench/ceilings';
import { FRUITS, type FruitName } from '../../src/fruit/fruits';
import { renderFruit } from '../../src/fruit/render';
import { FrameInput } from '../../src/lab/frameInput';
import { compiledShaders } from '../support/compiledShaders';
import { testDevice } from '../support/device';

it('the shaders of the benchmark run', async () => {
  const ceilings = await measureCeilings(await testDevice(), 1);
  for (const [name, value] of Object.entries(ceilings)) expect(value, name).toBeGreaterThan(0);
});

it('the shader that takes in a camera frame compiles', async () => {
  const device = await testDevice();
  const buffer = device.createBuffer({ size: 4 * 8 * 8 * 3, usage: GPUBufferUsage.STORAGE });
  const input = await FrameInput.create(device, { label: 'x', buffer, offsetBytes: 0, shape: [1, 8, 8, 3] });
  expect(input.shape).toEqual([8, 8, 3]);
  buffer.destroy();
});

it.each(Object.keys(FRUITS) as FruitName[])('the shader of %s shows something', async (name) => {
  const set = await renderFruit(await testDevice(), { classes: [name], perClass: 1, seed: 1, size: 16 });
  const { images } = await set.read();
  set.destroy();
  expect(new Set(images).size).toBeGreaterThan(16);
});

/**
 * Compiled on devices with the feature alone, and planned for no other. wgpu 29 offers no `subgroups` at all, SwiftShader no
 * `shader-f16`.
 */
const NEEDS = {
  subgroups: ['lib/quad_shared.wgsl', 'lib/subgroup_probe.wgsl'],
  'shader-f16': ['lib/weight/f16.wgsl'],
} as const;

it('none is left out', async () => {
  const folder = join(import.meta.dirname, '../../shaders');
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.wgsl'),
  );
  expect(all.length).toBeGreaterThan(100);
  const compiled = await compiledShaders();
  const { features } = await testDevice();
  const left = Object.entries(NEEDS).flatMap(([feature, files]) => (features.has(feature) ? [] : files));
  expect(all.filter((name) => !compiled.has(name)).sort()).toEqual(left.sort());
});
