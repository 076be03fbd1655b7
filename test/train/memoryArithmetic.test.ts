// The memory of a step is computed from sizes: nothing as large as the network is made for it, so that it can be asked for any
// network, on the page's own thread.

import { beforeAll, expect, test, vi } from 'vitest';
import { defineNetwork } from '../../src/models/anyNetwork';
import { ParameterLayout } from '../../src/models/parameterLayout';
import { preset } from '../../src/models/presets';
import { loadOptimizer } from '../../src/optimizers/optimizers';
import { loadClipping } from '../../src/train/clipping';
import { memoryOf } from '../../src/train/memory';

beforeAll(async () => {
  await loadOptimizer('sgd');
  await loadClipping({ clipnorm: 1 });
});

test('the memory of a step of VGG16 is known without an array of its size', () => {
  const network = defineNetwork(preset('vgg16'));
  const decay = vi.spyOn(ParameterLayout.prototype, 'decay');
  for (const options of [{}, { clipnorm: 1 }]) {
    const memory = memoryOf(network, { batch: 1, optimizer: { kind: 'sgd', options } });
    // 138,357,544 parameters, each layer's padded to 64 numbers.
    expect(memory.parameters).toBeGreaterThanOrEqual(4 * 138_357_544);
  }
  expect(decay).not.toHaveBeenCalled();
  decay.mockRestore();
});

test('its size is that of the array', () => {
  const layout = new ParameterLayout(defineNetwork(preset('lenet5')));
  expect(layout.decayBytes).toBe(layout.decay().byteLength);
  const empty = new ParameterLayout(
    defineNetwork({ name: 'empty', input: [2, 2, 1], layers: [{ kind: 'flatten' }] }),
  );
  expect(empty.decayBytes).toBe(empty.decay().byteLength);
});
