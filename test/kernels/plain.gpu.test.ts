// Plain rungs (shaders/plain): each file is a module by itself, and the layers that have one compute with it what the
// f64 reference says, in all their cases and behind every activation.

import { describe, expect, it } from 'vitest';
import { ShaderError } from '../../src/gpu/pipelines';
import type { Dispatch } from '../../src/graph/graph';
import { PLAIN_TARGET } from '../../src/kernels/target';
import type { LayerCase, LayerDefinition } from '../../src/layers/layer';
import { checkOptions } from '../../src/layers/options';
import { LAYERS } from '../../src/layers/all';
import { zip } from '../../src/reference/ndArray';
import { expectClose } from '../support/compare';
import { testDevice } from '../support/device';
import { runLayer, type LayerInputs, type LayerRun } from '../support/layerRun';
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

type Case = LayerCase<Readonly<Record<string, unknown>>>;

/** Runs a case, behind a leaky ReLU where one can be fused, and holds all that it computes against the reference. */
async function compare(
  definition: LayerDefinition,
  { options: given, inputs: shapes, batch }: Case,
  how: Pick<LayerInputs, 'target' | 'change'>,
): Promise<LayerRun> {
  const device = await testDevice();
  const options = checkOptions(definition.kind, definition.options, given);
  const { inputs, parameters, dy } = sample(definition, options, shapes, batch);
  const run = await runLayer(device, definition, options, {
    ...{ inputs, parameters, dy, mode: TRAINING, ...how },
    inputActivation: { kind: 'leakyRelu', alpha: 0.25 },
  });
  expectClose(run.y, definition.reference.forward(options, inputs, parameters, TRAINING), 'y');
  const expected = definition.reference.backward(options, inputs, parameters, dy, TRAINING);
  const dSum = zip(inputs[0]!, expected.inputs[0]!, (x, dx) => (x > 0 ? dx : 0.25 * dx));
  expectClose(run.dInputs[0]!, dSum, 'dx');
  for (const [name, gradient] of Object.entries(run.dParameters))
    expectClose(gradient, expected.parameters[name]!, `d ${name}`);
  return run;
}

describe.each((PLAIN as readonly LayerDefinition[]).map((layer) => [layer.kind, layer] as const))(
  '%s',
  (_, definition) => {
    it.each(definition.cases.map((one) => [one.title, one] as const))('%s', async (_title, one) => {
      const ran = new Set<string>();
      await compare(definition, one, {
        target: PLAIN_TARGET,
        change: (dispatches) => {
          for (const { source, plain } of dispatches) if (plain?.source === source) ran.add(source);
        },
      });
      expect(ran.size).toBeGreaterThanOrEqual(2);
    });
  },
);

describe('a tuned kernel that does not compile', () => {
  const broken = (dispatch: Dispatch): Dispatch => ({
    ...dispatch,
    source: `${dispatch.source}\nfn broken(`,
  });
  /** Splits of the weight gradient, and four phases of the gradient of the input. */
  const one: Case = {
    title: '',
    options: { filters: 5, kernelSize: 3, strides: 2, padding: 'same', activation: 'tanh' },
    inputs: [[9, 7, 3]],
    batch: 2,
  };
  const layer = conv2d as unknown as LayerDefinition;

  it('gives way to its plain rung, which computes the same', async () => {
    const { fallbacks } = await compare(layer, one, {
      change: (dispatches) => {
        expect(dispatches.some(({ constants }) => (constants.SPLITS ?? 1) > 1)).toBe(true);
        dispatches.forEach((dispatch, i) => {
          if (dispatch.plain !== null) dispatches[i] = broken(dispatch);
        });
      },
    });
    expect(fallbacks).toEqual(['conv2d_correlate', 'conv2d_grad_weight', 'conv2d_correlate']);
  });

  it('gives way in all its dispatches, if one does not compile', async () => {
    const { fallbacks } = await compare(layer, one, {
      change: (dispatches) => {
        dispatches.push(broken(dispatches.pop()!));
      },
    });
    expect(fallbacks).toEqual(['conv2d_correlate']);
  });

  it('is an error, as before, where the plain rung does not compile either', async () => {
    const both = compare(layer, one, {
      change: (dispatches) => {
        const first = dispatches.shift()!;
        const plain = { ...first.plain!, source: `${first.plain!.source}\nfn broken(` };
        dispatches.unshift({ ...broken(first), plain });
      },
    });
    await expect(both).rejects.toThrow(ShaderError);
  });
});
