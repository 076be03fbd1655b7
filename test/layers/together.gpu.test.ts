// All layers in one branching network: what no layer alone can show. Gradients of a value that several layers read are
// added; activations fused into one layer are undone by the next; layers that run nothing pass tensors on under
// another shape; and with all that, tensors may share memory.

import { targetOf } from '../../src/kernels/target';
import { beforeAll, describe, expect, it } from 'vitest';
import { readFloats } from '../../src/gpu/readback';
import { Slab } from '../../src/gpu/slab';
import { appendBackward, appendForward } from '../../src/graph/autodiff';
import { Graph, reserveTensor } from '../../src/graph/graph';
import type { OperationNode } from '../../src/graph/operation';
import { compilePlan } from '../../src/graph/plan';
import type { Tensor } from '../../src/graph/tensor';
import { LINEAR } from '../../src/kernels/activation';
import { TRAINING_STATE_LENGTH, trainingStateAt } from '../../src/kernels/trainingState';
import { fusedActivation } from '../../src/layers/shared/activated';
import type { LayerDefinition, ReferenceMode } from '../../src/layers/layer';
import {
  checkOptions,
  type LayerActivation,
  type OptionTable,
  type Resolved,
} from '../../src/layers/options';
import { LAYERS, layerDefinition, type LayerKind } from '../../src/layers/all';
import { ndArray, random, zip, type NdArray } from '../../src/reference/ndArray';
import { expectClose } from '../support/compare';
import { testDevice } from '../support/device';
import { INFERENCE, sample, TRAINING } from './sample';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

type Step = readonly [
  name: string,
  kind: LayerKind,
  options: Readonly<Record<string, unknown>>,
  reads: readonly string[],
];

const BATCH = 3;
const PICTURE = [8, 8, 2];
const network: readonly Step[] = [
  ['conv', 'conv2d', { filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }, ['x']],
  ['largest', 'maxPooling2d', {}, ['conv']], // conv has one reader more: its ReLU is undone once, for both
  ['mean', 'averagePooling2d', {}, ['conv']],
  ['sum', 'add', {}, ['largest', 'mean']],
  ['depthwise', 'depthwiseConv2d', { kernelSize: 3, padding: 'same', activation: 'leakyRelu' }, ['sum']],
  ['normal', 'batchNormalization', {}, ['depthwise']],
  ['bend', 'activation', { activation: 'relu' }, ['normal']],
  [
    'border',
    'zeroPadding2d',
    {
      padding: [
        [1, 0],
        [0, 1],
      ],
    },
    ['bend'],
  ],
  ['conv2', 'conv2d', { filters: 3, kernelSize: 2, activation: 'tanh' }, ['border']],
  ['leak', 'leakyReLU', {}, ['sum']],
  ['both', 'concatenate', {}, ['conv2', 'leak']],
  ['clip', 'reLU', { maxValue: 6 }, ['both']],
  ['neighbours', 'localResponseNormalization', { depthRadius: 1, alpha: 0.3 }, ['clip']],
  ['grown', 'conv2dTranspose', { filters: 7, kernelSize: 2 }, ['sum']],
  ['learned', 'prelu', { sharedAxes: [1, 2] }, ['grown']],
  ['grouped', 'groupNormalization', { groups: 1, epsilon: 0.1 }, ['learned']],
  ['bent', 'elu', { alpha: 0.5 }, ['grouped']],
  ['global', 'globalAveragePooling2d', {}, ['neighbours']],
  ['second', 'globalMaxPooling2d', {}, ['bent']],
  ['dealt', 'groupedConv2d', { filters: 6, kernelSize: 2, groups: 2, activation: 'relu' }, ['sum']],
  ['separated', 'separableConv2d', { filters: 7, kernelSize: 2, activation: 'tanh' }, ['dealt']],
  ['layered', 'layerNormalization', { epsilon: 0.1 }, ['separated']],
  ['third', 'globalAveragePooling2d', {}, ['layered']],
  ['peak', 'globalMaxPooling2d', {}, ['neighbours']],
  ['flat', 'flatten', {}, ['both']],
  ['wide', 'upSampling2d', {}, ['neighbours']],
  ['small', 'resizing', { height: 5, width: 6 }, ['wide']],
  ['middle', 'centerCrop', { height: 4, width: 4 }, ['small']],
  ['cut', 'cropping2D', { cropping: [[1, 0], [0, 1]] }, ['middle']], // prettier-ignore
  ['turned', 'permute', { dims: [2, 1, 3] }, ['cut']],
  ['weighed', 'multiply', {}, ['turned', 'global']], // a number a channel
  ['less', 'subtract', {}, ['weighed', 'turned']],
  ['largest of both', 'maximum', {}, ['less', 'weighed']],
  ['smallest of both', 'minimum', {}, ['largest of both', 'turned', 'global']],
  ['halfway', 'average', {}, ['smallest of both', 'cut']],
  ['measured', 'normalization', {}, ['halfway']],
  ['long', 'unitNormalization', {}, ['measured']],
  ['cut off', 'reLU', { maxValue: 0.5, negativeSlope: 0.3, threshold: 0.1 }, ['long']],
  ['scaled', 'layerScale', { initValues: 0.5 }, ['cut off']],
  ['shortcut', 'customScaleLayer', { scale: 0.3 }, ['scaled', 'measured']],
  ['brighter', 'rescaling', { scale: 0.2, offset: 0.1 }, ['shortcut']],
  ['mirrored', 'randomFlip', { mode: 'horizontal' }, ['brighter']],
  ['rotated', 'randomRotation', { factor: 0.1 }, ['mirrored']],
  ['zoomed', 'randomZoom', { heightFactor: 0.3 }, ['rotated']],
  ['moved', 'randomTranslation', { heightFactor: 0.2, widthFactor: 0.2 }, ['zoomed']],
  ['paler', 'randomContrast', { factor: [0.5, 0.5], valueRange: [-5, 5] }, ['moved']],
  ['lighter', 'randomBrightness', { factor: 0.1, valueRange: [-4, 4] }, ['paler']],
  ['few', 'spatialDropout2d', { rate: 0.4 }, ['lighter']],
  ['best', 'globalMaxPooling2d', {}, ['few']],
  ['fold', 'reshape', { targetShape: [-1, 7] }, ['flat']],
  ['unfold', 'flatten', {}, ['fold']],
  ['labels', 'flatten', {}, ['leak']],
  ['named', 'embedding', { inputDim: 3, outputDim: 2 }, ['labels']], // what lies between 0 and 3 names a row
  ['names', 'flatten', {}, ['named']],
  ['compared', 'dot', { axes: [3, 3] }, ['leak', 'leak']],
  ['mixed', 'dot', { axes: [3, 2] }, ['compared', 'leak']],
  ['tame', 'rescaling', { scale: 0.01 }, ['mixed']],
  ['mixture', 'flatten', {}, ['tame']],
  ['row', 'concatenate', {}, ['unfold', 'names', 'mixture']],
  ['dense', 'dense', { units: 7, activation: 'relu' }, ['row']],
  ['some', 'dropout', { rate: 0.3 }, ['dense']],
  ['logits', 'add', {}, ['some', 'global', 'some', 'peak', 'best', 'second', 'third']], // the same one twice
  ['calm', 'layerNormalization', {}, ['logits']], // or the softmax would be sure of itself, and its gradient all rounding
  ['answer', 'softmax', {}, ['calm']],
];

interface Node {
  readonly name: string;
  readonly definition: LayerDefinition;
  readonly options: Resolved<OptionTable>;
  readonly reads: readonly string[];
  readonly parameters: Readonly<Record<string, NdArray>>;
}

function build(): readonly Node[] {
  const shapes = new Map<string, readonly number[]>([['x', PICTURE]]);
  return network.map(([name, kind, given, reads]) => {
    const definition = layerDefinition(kind);
    const options = checkOptions(name, definition.options, given);
    const inputs = reads.map((read) => shapes.get(read)!);
    shapes.set(name, definition.outputShape(options, inputs));
    return {
      name,
      definition,
      options,
      reads,
      parameters: sample(definition, options, inputs, 1).parameters,
    };
  });
}

/** Forward and backward through the references of the layers. */
function expected(nodes: readonly Node[], x: NdArray, dy: NdArray, mode: ReferenceMode) {
  const values = new Map([['x', x]]);
  for (const { name, definition, options, reads, parameters } of nodes) {
    const inputs = reads.map((read) => values.get(read)!);
    values.set(name, definition.reference.forward(options, inputs, parameters, { ...mode, name }));
  }
  const gradients = new Map([[nodes.at(-1)!.name, dy]]);
  const dParameters = new Map<string, NdArray>();
  for (const { name, definition, options, reads, parameters } of [...nodes].reverse()) {
    const inputs = reads.map((read) => values.get(read)!);
    const back = definition.reference.backward(options, inputs, parameters, gradients.get(name)!, {
      ...mode,
      name,
    });
    reads.forEach((read, i) => {
      const before = gradients.get(read);
      const gradient = back.inputs[i]!;
      gradients.set(read, before === undefined ? gradient : zip(before, gradient, (a, b) => a + b));
    });
    for (const spec of Object.keys(back.parameters))
      dParameters.set(`${name}/${spec}`, back.parameters[spec]!);
  }
  return { y: values.get(nodes.at(-1)!.name)!, dx: gradients.get('x')!, dParameters };
}

/** The same on the GPU, in one plan. */
async function computed(nodes: readonly Node[], x: NdArray, dy: NdArray, mode: ReferenceMode) {
  // Weights, state, gradients and data each in a slab of their own, as in a network.
  const slabs = {
    data: new Slab('data'),
    weights: new Slab('weights'),
    state: new Slab('state'),
    gradients: new Slab('gradients'),
  };
  const written: (readonly [Tensor, Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>])[] = [];
  const place = (label: string, array: NdArray, slab: Slab): Tensor => {
    const tensor = reserveTensor(label, array.shape, slab);
    written.push([tensor, Float32Array.from(array.data)]);
    return tensor;
  };
  const [xTensor, dyTensor] = [place('x', x, slabs.data), place('dy', dy, slabs.data)];
  const trainingState = reserveTensor('trainingState', [TRAINING_STATE_LENGTH], slabs.data, 'u32');
  written.push([
    trainingState,
    trainingStateAt({ ...mode, samples: 1000 * BATCH, batchSize: BATCH, shuffle: false, learningRate: 0 }),
  ]);
  const gradients = new Map<string, Tensor>();
  const operations = nodes.map(({ name, definition, options, reads, parameters }): OperationNode => {
    const tensors: Record<string, Tensor> = {};
    const own: Record<string, Tensor> = {};
    for (const [parameter, array] of Object.entries(parameters)) {
      const trained = !/^(moving|mean$|variance$)/.test(parameter);
      tensors[parameter] = place(`${name}/${parameter}`, array, trained ? slabs.weights : slabs.state);
      if (!trained) continue;
      own[parameter] = reserveTensor(`${name}/d ${parameter}`, array.shape, slabs.gradients);
      gradients.set(`${name}/${parameter}`, own[parameter]);
    }
    return {
      name,
      operation: {
        fusesActivation: definition.fusesActivation,
        fusesInputActivation: definition.fusesInputActivation,
        forward: (graph, site) => definition.forward(options, graph, site),
        backward: (graph, site) => definition.backward(options, graph, site),
      },
      inputs: reads.map((read) => (read === 'x' ? 0 : nodes.findIndex((node) => node.name === read) + 1)),
      activation: definition.fusesActivation
        ? fusedActivation((options.activation ?? 'linear') as LayerActivation)
        : LINEAR,
      parameters: tensors,
      gradients: own,
    };
  });
  Object.values(slabs).forEach((slab) => slab.allocate(device));
  for (const [{ storage }, numbers] of written) {
    if (storage.home === 'slab') device.queue.writeBuffer(storage.slab.buffer, storage.offsetBytes, numbers);
  }

  const graph = new Graph('all layers', targetOf(device));
  const pass = appendForward(graph, operations, [xTensor], {
    training: mode.training,
    trainingState: mode.training ? trainingState : null,
  });
  const y = graph.keep(pass.values.at(-1)!);
  const {
    inputs: [dx],
  } = appendBackward(graph, pass, new Map([[nodes.length, dyTensor]]), { wantedInputs: [true] });
  graph.keep(dx!);
  const plan = await compilePlan(device, graph);
  plan.run();
  const read = async (tensor: Tensor): Promise<NdArray> =>
    ndArray(tensor.shape, await readFloats(device, plan.view(tensor)));
  const result = {
    y: await read(y),
    dx: await read(dx!),
    dParameters: new Map(
      await Promise.all([...gradients].map(async ([name, tensor]) => [name, await read(tensor)] as const)),
    ),
    saved: plan.unsharedBytes - plan.memoryBytes,
    labels: graph.dispatches.map(({ label }) => label),
  };
  plan.destroy();
  Object.values(slabs).forEach((slab) => slab.destroy());
  return result;
}

describe('all layers in one network', () => {
  it('has every kind of layer', () => {
    expect(new Set(network.map(([, kind]) => kind))).toEqual(new Set(Object.keys(LAYERS)));
  });

  it.each([
    ['training', TRAINING],
    ['inference', INFERENCE],
  ])('computes what the references compute one after the other (%s)', async (_name, mode) => {
    const nodes = build();
    const x = random([BATCH, ...PICTURE], 1);
    const dy = random([BATCH, 7], 2);
    const [found, wanted] = [await computed(nodes, x, dy, mode), expected(nodes, x, dy, mode)];
    expectClose(found.y, wanted.y, 'y');
    for (const [name, gradient] of found.dParameters)
      expectClose(gradient, wanted.dParameters.get(name)!, `d ${name}`);
    expectClose(found.dx, wanted.dx, 'dx');
    expect(found.saved).toBeGreaterThan(0);
  });

  it('runs nothing for layers that only count differently, and no activation gradient where a reader undoes it', async () => {
    const nodes = build();
    const { labels } = await computed(nodes, random([BATCH, ...PICTURE], 1), random([BATCH, 7], 2), TRAINING);
    expect(labels.filter((label) => /^(flat|fold|unfold)\//.test(label))).toEqual([]);
    // Whoever reads depthwise, bend, conv2 and dense undoes their activation on the way. Two layers read conv.
    expect(labels.filter((label) => label.endsWith('/activation gradient'))).toEqual([
      'conv/activation gradient',
    ]);
  });
});
