// Plain rungs (shaders/plain): each file is a module by itself, and the layers that have one compute with it what the f64
// reference says, in all their cases and behind every activation.

import { describe, expect, it } from 'vitest';
import { PLAIN_TARGET } from '../../src/kernels/target';
import type { LayerDefinition } from '../../src/layers/layer';
import { checkOptions } from '../../src/layers/options';
import { LAYERS } from '../../src/layers/registry';
import { expectClose } from '../support/compare';
import { testDevice } from '../support/device';
import { runLayer } from '../support/layerRun';
import { sample, TRAINING } from '../layers/sample';

const FILES: Readonly<Record<string, string>> = import.meta.glob('../../shaders/plain/*.wgsl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const { conv2d, maxPooling2d, globalMaxPooling2d } = LAYERS;
const PLAIN = [conv2d, maxPooling2d, globalMaxPooling2d] as unknown as readonly LayerDefinition[];

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

describe.each(PLAIN.map((layer) => [layer.kind, layer] as const))('%s', (_, definition) => {
  it.each(definition.cases.map((one) => [one.title, one] as const))(
    '%s',
    async (_title, { options: given, inputs: shapes, batch }) => {
      const device = await testDevice();
      const options = checkOptions(definition.kind, definition.options, given);
      const { inputs, parameters, dy } = sample(definition, options, shapes, batch);
      const run = await runLayer(device, definition, options, {
        ...{ inputs, parameters, dy, mode: TRAINING, target: PLAIN_TARGET },
      });
      expectClose(run.y, definition.reference.forward(options, inputs, parameters, TRAINING), 'y');
      const expected = definition.reference.backward(options, inputs, parameters, dy, TRAINING);
      expectClose(run.dInputs[0]!, expected.inputs[0]!, 'dx');
      for (const [name, gradient] of Object.entries(run.dParameters))
        expectClose(gradient, expected.parameters[name]!, `d ${name}`);
    },
  );
});
