// Plain rungs (shaders/plain): each file is a module by itself, and the layers that have one compute with it what the f64
// reference says, in all their cases and behind every activation.

import { describe, expect, it } from 'vitest';
import { PLAIN_TARGET } from '../../src/kernels/target';
import type { LayerDefinition } from '../../src/layers/layer';
import { checkOptions } from '../../src/layers/options';
import { LAYERS } from '../../src/layers/registry';
import { zip } from '../../src/reference/ndArray';
import { expectClose } from '../support/compare';
import { testDevice } from '../support/device';
import { runLayer } from '../support/layerRun';
import { sample, TRAINING } from '../layers/sample';

const FILES: Readonly<Record<string, string>> = import.meta.glob('../../shaders/plain/*.wgsl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const { conv2d, maxPooling2d, averagePooling2d, globalMaxPooling2d, dense } = LAYERS;
const PLAIN: readonly unknown[] = [conv2d, maxPooling2d, averagePooling2d, globalMaxPooling2d, dense];

describe.each(Object.entries(FILES))('%s', (_, source) => {
  it('is a module by itself', async () => {
    const device = await testDevice();
    const { messages } = await device.createShaderModule({ code: source }).getCompilationInfo();
    expect(messages.map(({ message }) => message)).toEqual([]);
  });

  it('is as short as a formula may be: at most 40 lines after its sizes', () => {
    const body = source.slice(source.lastIndexOf('\nconst '));
    expect(body.trim().split('\n').length).toBeLessThanOrEqual(42);
  });
});

describe.each((PLAIN as readonly LayerDefinition[]).map((layer) => [layer.kind, layer] as const))(
  '%s',
  (_, definition) => {
    it.each(definition.cases.map((one) => [one.title, one] as const))(
      '%s',
      async (_title, { options: given, inputs: shapes, batch }) => {
        const device = await testDevice();
        const options = checkOptions(definition.kind, definition.options, given);
        const { inputs, parameters, dy } = sample(definition, options, shapes, batch);
        const run = await runLayer(device, definition, options, {
          ...{ inputs, parameters, dy, mode: TRAINING, target: PLAIN_TARGET },
          inputActivation: { kind: 'leakyRelu', alpha: 0.25 },
        });
        expectClose(run.y, definition.reference.forward(options, inputs, parameters, TRAINING), 'y');
        const expected = definition.reference.backward(options, inputs, parameters, dy, TRAINING);
        // The layer before is said to have made x by a leaky ReLU.
        expect(definition.fusesInputActivation).toBe(true);
        expectClose(
          run.dInputs[0]!,
          zip(inputs[0]!, expected.inputs[0]!, (x, dx) => (x > 0 ? dx : 0.25 * dx)),
          'dx',
        );
        for (const [name, gradient] of Object.entries(run.dParameters))
          expectClose(gradient, expected.parameters[name]!, `d ${name}`);
      },
    );
  },
);
