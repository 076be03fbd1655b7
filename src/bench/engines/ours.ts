// This engine, as a program uses it: a Trainer for training, a compiled plan for everything else.

import { calibrate, type CalibrateOptions } from '../../tuning/calibrate';
import { prepareKernels } from '../../tuning/prepareKernels';
import { selfCheck } from '../../tuning/selfCheck';
import { targetOf } from '../../kernels/target';
import { uploadArrays } from '../../data/deviceDataset';
import { readFloats } from '../../gpu/readback';
import { requestGpuDevice } from '../../gpu/requestDevice';
import { DeviceLimitError, Slab } from '../../gpu/slab';
import { waitForSubmittedWork } from '../../gpu/waits';
import { Graph, reserveTensor } from '../../graph/graph';
import { compilePlan, type Plan } from '../../graph/plan';
import { sizeOf, type DataType, type Shape, type Tensor } from '../../graph/tensor';
import { LINEAR } from '../../kernels/activation';
import { checkOptions } from '../../layers/options';
import { layerDefinition } from '../../layers/all';
import type { Network } from '../../models/network';
import { ParameterStore } from '../../models/parameterStore';
import { forwardGraph } from '../../train/stepGraph';
import { Trainer } from '../../train/trainer';
import { DeviceCounters } from '../deviceCounters';
import { opParameter, parameterValues, randomLabels, uniform } from '../numbers';
import { LEARNING_RATE, type InferWorkload, type OpWorkload, type TrainWorkload } from '../workload';
import { CannotRunError, FURTHER_LOSSES, type Engine, type Prepared } from './engine';

/** Adam's first average starts at zero, so after one step it is the gradient times 1 − β₁. */
const ADAM_FIRST_SHARE = 0.1;

/** @param tuning how a device that is not known is measured; null: it is not */
export async function createOurs(tuning: CalibrateOptions | null): Promise<Engine> {
  const { device, description } = await preparedDevice(tuning);
  const check = await selfCheck(device);
  return { ...oursOn(device), deviceName: description, targetName: targetOf(device).name, check };
}

async function preparedDevice(tuning: CalibrateOptions | null): ReturnType<typeof requestGpuDevice> {
  const requested = await requestGpuDevice({ label: 'convscope bench' });
  if (tuning !== null) await calibrate(requested.device, tuning);
  await prepareKernels(requested.device);
  return requested;
}

/** On a device that the caller keeps. */
export function oursOn(device: GPUDevice): Engine {
  const counters = new DeviceCounters(device);
  return {
    id: 'ours',
    title: 'Convscope',
    counters,
    prepare: async (workload) => {
      try {
        switch (workload.kind) {
          case 'train':
            return await prepareTraining(device, workload);
          case 'infer':
            return await prepareInference(device, workload);
          case 'op':
            return await prepareOp(device, workload);
          default:
            return workload satisfies never;
        }
      } catch (cause) {
        if (cause instanceof DeviceLimitError) throw new CannotRunError(cause.message, { cause });
        throw cause;
      }
    },
    destroy: () => {
      device.destroy();
    },
  };
}

function writeParameters(store: ParameterStore, network: Network): void {
  for (const { layer, spec } of store.entries) {
    const name = `${layer}/${spec.name}`;
    store.write(name, parameterValues(network, name));
  }
}

async function prepareTraining(device: GPUDevice, { network, batch }: TrainWorkload): Promise<Prepared> {
  const [input] = network.inputs;
  const classes = network.layers.at(-1)?.outputShape.at(-1) ?? 1;
  const shape = input?.shape ?? [];
  const data = uploadArrays(
    device,
    { values: uniform(batch * sizeOf(shape), 1, 101), shape },
    { values: randomLabels(batch, classes, 102), shape: [] },
  );
  const trainer = await Trainer.create(device, {
    network,
    data,
    loss: 'sparseCategoricalCrossentropy',
    optimizer: { kind: 'adam', options: { learningRate: LEARNING_RATE } },
    batchSize: batch,
    seed: 1,
    shuffle: false,
  });
  writeParameters(trainer.store, network);
  return {
    results: async () => {
      const results = new Map<string, Float32Array>();
      trainer.submit(1);
      const { slabs } = await trainer.checkpoint();
      const average = slabs['optimizer momentum'] ?? new ArrayBuffer(0);
      for (const { layer, spec, offset } of trainer.store.entries) {
        const part = new Float32Array(average, offset * 4, sizeOf(spec.shape));
        results.set(
          `d ${layer}/${spec.name}`,
          part.map((value) => value / ADAM_FIRST_SHARE),
        );
      }
      trainer.submit(FURTHER_LOSSES.length);
      const { records } = await trainer.read();
      for (const { step, loss } of records) results.set(`loss ${step + 1}`, Float32Array.of(loss));
      return results;
    },
    run: async (times) => {
      trainer.submit(times);
      await waitForSubmittedWork(device);
    },
    destroy: () => {
      trainer.destroy();
      data.destroy();
    },
  };
}

async function prepareInference(device: GPUDevice, { network, batch }: InferWorkload): Promise<Prepared> {
  const store = new ParameterStore(device, network);
  const slab = new Slab('pictures');
  const { graph, inputs, results } = forwardGraph(network, store, batch, 'outputs', slab);
  slab.allocate(device);
  const [input] = inputs;
  const output = results.get(network.outputs[0] ?? '');
  if (input === undefined || output === undefined)
    throw new Error('bench: needs a network of one input and one output');
  writeParameters(store, network);
  device.queue.writeBuffer(slab.buffer, 0, uniform(sizeOf(input.shape), 1, 101));
  const plan = await compilePlan(device, graph);
  return preparedPlan(device, plan, new Map([['y', output]]), () => {
    store.destroy();
    slab.destroy();
  });
}

/** Every tensor in a slab of its own, so that what a forward pass made can be read by a backward pass of another plan. */
class LooseGraph extends Graph {
  readonly slabs: Slab[] = [];

  override tensor(label: string, shape: Shape, dtype: DataType = 'f32'): Tensor {
    const slab = new Slab(label, 'bench');
    this.slabs.push(slab);
    return reserveTensor(label, shape, slab, dtype);
  }
}

async function prepareOp(device: GPUDevice, workload: OpWorkload): Promise<Prepared> {
  const { layer, pass, input } = workload;
  const definition = layerDefinition(layer);
  const options = checkOptions('bench', definition.options, workload.options);
  const [forward, backward] = [
    new LooseGraph(`${layer} forward`, targetOf(device)),
    new LooseGraph(`${layer} ${pass}`, targetOf(device)),
  ];
  const x = forward.tensor('x', input);
  const specs = definition.parameters(options, [input.slice(1)]);
  const parameters = Object.fromEntries(
    specs.map((spec) => [spec.name, forward.tensor(spec.name, spec.shape)]),
  );
  const site = {
    name: layer,
    inputs: [x],
    parameters,
    activation: LINEAR,
    training: false,
    trainingState: null,
  };
  const { y, saved = {} } = definition.forward(options, forward, site);
  const read = new Map<string, Tensor>();
  let dy: Tensor | null = null;
  if (pass === 'forward') {
    read.set('y', y);
  } else {
    dy = backward.tensor('dy', y.shape);
    const gradients = Object.fromEntries(
      pass === 'weight gradient'
        ? specs.map((spec) => [spec.name, backward.tensor(`d ${spec.name}`, spec.shape)])
        : [],
    );
    const [dx] = definition.backward(options, backward, {
      ...site,
      y,
      saved,
      dy,
      gradients,
      wanted: [pass === 'input gradient'],
      inputActivations: [LINEAR],
    });
    for (const [name, tensor] of Object.entries(gradients)) read.set(`d ${name}`, tensor);
    if (pass === 'input gradient' && dx !== null && dx !== undefined) read.set('dx', dx);
  }

  const slabs = [...forward.slabs, ...backward.slabs];
  for (const slab of slabs) slab.allocate(device);
  const write = (tensor: Tensor, values: Float32Array<ArrayBuffer>): void => {
    if (tensor.storage.home === 'slab') device.queue.writeBuffer(tensor.storage.slab.buffer, 0, values);
  };
  write(x, uniform(sizeOf(input), 1, 101));
  specs.forEach((spec) => {
    const tensor = parameters[spec.name];
    if (tensor !== undefined) write(tensor, opParameter(spec.name, spec.shape, spec.fanIn));
  });
  if (dy !== null) write(dy, uniform(sizeOf(dy.shape), 1, 103));

  const forwardPlan = await compilePlan(device, forward);
  if (pass === 'forward')
    return preparedPlan(device, forwardPlan, read, () => slabs.forEach((slab) => slab.destroy()));
  forwardPlan.run();
  const plan = await compilePlan(device, backward);
  return preparedPlan(device, plan, read, () => {
    forwardPlan.destroy();
    slabs.forEach((slab) => slab.destroy());
  });
}

function preparedPlan(
  device: GPUDevice,
  plan: Plan,
  read: ReadonlyMap<string, Tensor>,
  destroy: () => void,
): Prepared {
  return {
    results: async () => {
      plan.run();
      const results = new Map<string, Float32Array>();
      for (const [name, tensor] of read) results.set(name, await readFloats(device, plan.view(tensor)));
      return results;
    },
    run: async (times) => {
      plan.run(times);
      await waitForSubmittedWork(device);
    },
    destroy: () => {
      plan.destroy();
      destroy();
    },
  };
}

/** From asking for a device to the end of the first training step, everything compiled on the way. */
export async function firstStepMs(
  { network, batch }: TrainWorkload,
  tuning: CalibrateOptions | null,
): Promise<number> {
  const startedAt = performance.now();
  const engine = oursOn((await preparedDevice(tuning)).device);
  const prepared = await engine.prepare({ kind: 'train', network, batch });
  await prepared.run(1);
  const ms = performance.now() - startedAt;
  prepared.destroy();
  engine.destroy();
  return ms;
}
