// What the GPU makes of a case, in all the ways in which the engine runs a network: with every tensor kept, as a step of training
// (fused or not, memory shared or not), for predictions, with f16 weights, and as a trainer that is interrupted.

import { paired, uploadArrays, uploadImages, type DeviceDataset } from '../data/deviceDataset';
import type { ImageDataset } from '../data/imageDataset';
import { createBuffer } from '../gpu/buffers';
import { mapForReading } from '../gpu/waits';
import { Slab } from '../gpu/slab';
import { appendBackward, appendForward } from '../graph/autodiff';
import { Graph, reserveTensor, tensorInSlab } from '../graph/graph';
import { checkOptions } from '../graph/options';
import { compilePlan, type Plan, type PlanOptions } from '../graph/plan';
import { sizeOf, type Tensor } from '../graph/tensor';
import { targetOf } from '../kernels/target';
import { TRAINING_STATE_LENGTH, trainingStateAt } from '../kernels/trainingState';
import type { LossDefinition } from '../losses/loss';
import { HalfParameters } from '../models/halfParameters';
import { lower } from '../models/lower';
import type { Network } from '../models/network';
import { ParameterStore, type ForwardParameters } from '../models/parameterStore';
import type { OptimizerDefinition } from '../optimizers/optimizer';
import { encodeSchedule } from '../optimizers/schedules';
import type { NdArray } from '../reference/ndArray';
import { clippingFor } from '../train/clipping';
import { loadBatchChanges } from '../train/batchChanges';
import { createMetrics } from '../train/metrics';
import { Snapshots } from '../train/snapshots';
import {
  appendOutputLosses,
  forwardGraph,
  HISTORY_CAPACITY,
  loadFusing,
  trainingGraph,
} from '../train/stepGraph';
import { Trainer } from '../train/trainer';
import type { FuzzCase } from './case';
import type { Arrays } from './reference';

/** A case with its numbers, as the GPU takes them. */
export interface Program {
  readonly given: FuzzCase;
  readonly network: Network;
  /** One for each output. */
  readonly losses: readonly LossDefinition[];
  /** One for each output, [samples, …]. */
  readonly targets: readonly NdArray[];
  /** The outputs whose last activation the loss applies. */
  readonly bare: ReadonlySet<string>;
  readonly optimizer: OptimizerDefinition;
  readonly parameters: Arrays;
  /** [samples, …]. For `kept` these are one batch; rows of it that are not valid hold other numbers. */
  readonly inputs: readonly NdArray[];
  readonly classWeights: readonly number[] | null;
  readonly sampleWeights: readonly number[] | null;
  /** Names of all kernels that were planned are added. */
  readonly kernels: Set<string>;
}

export type Received = ReadonlyMap<string, ArrayLike<number>>;

const f32 = ({ data }: NdArray): Float32Array<ArrayBuffer> => Float32Array.from(data);

function storeOf(device: GPUDevice, { network, parameters }: Program): ParameterStore {
  const store = new ParameterStore(device, network);
  for (const [name, values] of parameters) store.write(name, f32(values));
  return store;
}

function write(
  device: GPUDevice,
  { storage }: Tensor,
  numbers: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>,
): void {
  if (storage.home === 'slab') device.queue.writeBuffer(storage.slab.buffer, storage.offsetBytes, numbers);
}

const targetsOf = ({
  losses,
  targets,
}: Program): readonly (Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>)[] =>
  targets.map((target, i) => (losses[i]?.target === 'labels' ? Uint32Array.from(target.data) : f32(target)));

const lossWeightsOf = ({ given }: Program): readonly number[] => given.losses.map(({ weight }) => weight);

/** What is recorded of an output, by name: `row loss`, and `row loss 2` of the second one. */
export const ofOutput = (name: string, index: number): string =>
  index === 0 ? name : `${name} ${index + 1}`;

/** Compiles, and notes what the case reaches. A merged dispatch is named after its parts. */
async function compile(
  device: GPUDevice,
  { kernels }: Program,
  graph: Graph,
  options?: PlanOptions,
): Promise<Plan> {
  for (const { kernel } of graph.dispatches) for (const name of kernel.name.split(' + ')) kernels.add(name);
  return compilePlan(device, graph, options);
}

interface Range {
  readonly buffer: GPUBuffer;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

/** Reads many ranges by one staging buffer, one submit and one wait. */
async function readRanges(device: GPUDevice, ranges: readonly Range[]): Promise<ArrayBuffer[]> {
  const total = ranges.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const staging = createBuffer(device, {
    label: 'fuzz readback',
    size: Math.max(4, total),
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  try {
    const encoder = device.createCommandEncoder({ label: 'fuzz readback' });
    let at = 0;
    const places = ranges.map(({ buffer, offsetBytes, sizeBytes }) => {
      const place = at;
      if (sizeBytes > 0) encoder.copyBufferToBuffer(buffer, offsetBytes, staging, place, sizeBytes);
      at += sizeBytes;
      return place;
    });
    device.queue.submit([encoder.finish()]);
    await mapForReading(device, staging);
    const mapped = staging.getMappedRange();
    return ranges.map(({ sizeBytes }, i) => mapped.slice(places[i], (places[i] ?? 0) + sizeBytes));
  } finally {
    staging.destroy();
  }
}

const whole = (buffer: GPUBuffer, sizeBytes = buffer.size): Range => ({ buffer, offsetBytes: 0, sizeBytes });

async function readAll(
  device: GPUDevice,
  plan: Plan,
  tensors: ReadonlyMap<string, Tensor>,
): Promise<Map<string, ArrayLike<number>>> {
  const ranges = [...tensors.values()].map((tensor): Range => {
    const { buffer, offsetBytes, shape } = plan.view(tensor);
    return { buffer, offsetBytes, sizeBytes: 4 * sizeOf(shape) };
  });
  const bytes = await readRanges(device, ranges);
  return new Map([...tensors.keys()].map((name, i) => [name, new Float32Array(bytes[i] ?? [])]));
}

/** Every layer's output, the loss, and the gradient of every value: nothing is fused, every tensor has memory of its own. */
export async function runKept(device: GPUDevice, program: Program): Promise<Received> {
  const { network, bare, losses, given } = program;
  const store = storeOf(device, program);
  const [data, gradients] = [new Slab('data'), new Slab('gradients')];
  gradients.reserve(Math.max(256, store.size * 4));
  const batch = given.batch;
  const inputs = network.inputs.map(({ name, shape }) => reserveTensor(name, [batch, ...shape], data));
  const targets = program.targets.map(({ shape }, i) =>
    reserveTensor('target', shape, data, losses[i]?.target === 'labels' ? 'u32' : 'f32'),
  );
  const { classWeights } = program;
  const weights = classWeights && reserveTensor('class weights', [classWeights.length], data);
  const trainingState = reserveTensor('training state', [TRAINING_STATE_LENGTH], data, 'u32');
  for (const slab of [data, gradients]) slab.allocate(device);
  inputs.forEach((tensor, i) => program.inputs[i] && write(device, tensor, f32(program.inputs[i])));
  const numbers = targetsOf(program);
  targets.forEach((tensor, i) => numbers[i] && write(device, tensor, numbers[i]));
  if (weights) write(device, weights, Float32Array.from(classWeights));
  write(device, trainingState, stateAt(given));

  const graph = new Graph(`${network.name}/kept`, targetOf(device));
  const lowered = lower(network, store, {
    gradients: (layer) => store.mirrored(layer, gradients),
    bare: [...bare],
  });
  const pass = appendForward(graph, lowered.nodes, inputs, { training: true, trainingState });
  const lossWeights = lossWeightsOf(program);
  await loadBatchChanges({ lossOptions: { lossWeights } });
  const { outputs, seeds } = appendOutputLosses(
    graph,
    {
      ...{ network, losses, lossWeights, trainingState, targets, bare: [...bare] },
      labelSmoothing: given.labelSmoothing,
      classWeights: weights ?? undefined,
    },
    lowered.values,
    pass,
    true,
  );
  const unfused = new Set(pass.values.keys());
  const back = appendBackward(graph, pass, seeds, { wantedInputs: inputs.map(() => true), unfused });

  const tensors = new Map<string, Tensor>();
  outputs.forEach(({ rowLoss, rowCorrect }, i) => {
    tensors.set(ofOutput('row loss', i), rowLoss).set(ofOutput('row correct', i), rowCorrect);
  });
  for (const [name, at] of lowered.values) {
    const [y, dy] = [pass.values[at], back.values.get(at)];
    if (y !== undefined) tensors.set(`output of ${name}`, y);
    if (dy !== undefined) tensors.set(`gradient of ${name}`, dy);
  }
  for (const { layer, spec } of store.entries) {
    const gradient = store.mirrored(layer, gradients)[spec.name];
    if (gradient !== undefined) tensors.set(`gradient of ${layer}/${spec.name}`, gradient);
  }
  for (const tensor of tensors.values()) graph.keep(tensor);
  const plan = await compile(device, program, graph, { share: false });
  plan.run();
  const received = await readAll(device, plan, tensors);
  for (const { name, values } of await store.read()) received.set(`${name} after`, values);
  plan.destroy();
  for (const slab of [data, gradients]) slab.destroy();
  store.destroy();
  return received;
}

const stateAt = ({ seed, batch, rows }: FuzzCase): Uint32Array<ArrayBuffer> =>
  // A data set of one short batch: its first and only batch has so many rows.
  trainingStateAt({ seed, samples: rows, batchSize: batch, shuffle: false, learningRate: 0 });

/** What one way of running a step leaves behind, after each step. */
export interface StepRun {
  readonly gradients: Received;
  readonly parameters: Received;
  /** Of each output. */
  readonly records: readonly { readonly loss: number; readonly accuracy: number; readonly rate: number }[];
  /** All that training changes, for comparisons bit by bit. */
  readonly bits: readonly ArrayBuffer[];
}

export interface StepForm {
  readonly fuses: boolean;
  readonly share: boolean;
}

/** Numbers, or where they are augmented pictures as bytes, which the first input is given. */
function dataOf(device: GPUDevice, program: Program): DeviceDataset {
  const { inputs, targets, given } = program;
  const samples = inputs[0]?.shape[0] ?? 0;
  const spare = { values: new Float32Array(samples), shape: [1] };
  const features = inputs.map(({ shape, data }, i) =>
    i === 0 && given.augmentation !== null
      ? uploadImages(device, picturesOf(shape, data))
      : uploadArrays(device, { values: Float32Array.from(data), shape: shape.slice(1) }, spare),
  );
  const wanted = targetsOf(program).map((values, i) =>
    uploadArrays(device, spare, { values, shape: targets[i]?.shape.slice(1) ?? [] }),
  );
  return paired(
    samples,
    features.map(({ featureShape, featureType, scale, offset, shards }) => ({
      ...{ featureShape, featureType, scale, offset, shards },
    })),
    wanted.map(({ targetShape, targetType, targets: tensor }) => ({
      ...{ targetShape, targetType, targets: tensor },
    })),
    () => [...features, ...wanted].forEach((one) => one.destroy()),
  );
}

function picturesOf(
  [count = 0, height = 0, width = 0, channels = 0]: readonly number[],
  data: Float64Array,
): ImageDataset {
  return {
    ...{ name: 'fuzz', count, height, width, channels, classNames: [''], labels: new Uint8Array(count) },
    images: Uint8Array.from(data, (value) => Math.round(255 * value)),
  };
}

/** Of a step: loss, accuracy, learning rate and valid rows. */
const RECORD_BYTES = 16;

/** Steps of training as `Trainer` takes them, each read back with its gradients. */
export async function runSteps(
  device: GPUDevice,
  program: Program,
  form: StepForm,
  steps: number,
): Promise<readonly StepRun[]> {
  const { network, losses, given, optimizer: definition, classWeights, sampleWeights } = program;
  const lossWeights = lossWeightsOf(program);
  const store = storeOf(device, program);
  const data = dataOf(device, program);
  const options = checkOptions(`optimizer '${definition.kind}'`, definition.options, given.optimizer.options);
  const { metrics, slabs: metricsSlabs } = createMetrics(device, losses.length);
  const slab = (label: string, bytes: number): Slab => {
    const one = new Slab(label);
    one.reserve(bytes);
    return one.allocate(device);
  };
  const bytes = Math.max(256, store.size * 4);
  const gradients = slab('gradients', bytes);
  const decay = slab('decay', store.decayBytes);
  device.queue.writeBuffer(decay.buffer, 0, store.decay());
  const slots = definition.slots(options).map((name) => [name, slab(name, bytes)] as const);
  const others: Slab[] = [];
  const weightTensor = (label: string, values: readonly number[] | null): Tensor | undefined => {
    if (values === null) return undefined;
    const one = slab(label, values.length * 4);
    others.push(one);
    device.queue.writeBuffer(one.buffer, 0, Float32Array.from(values));
    return tensorInSlab(label, [values.length], one, 0);
  };
  const clipping = clippingFor(store, options);
  for (const one of clipping?.slabs ?? []) others.push(one.allocate(device));
  clipping?.write(device);
  const rate = options.learningRate as number;
  const { seed, batch, schedule, augmentation, mixUp } = given;
  await loadBatchChanges({
    ...{ augmentation: augmentation ?? undefined, mixUp },
    lossOptions: { lossWeights, ...(sampleWeights ? { sampleWeights } : {}) },
  });
  device.queue.writeBuffer(
    metricsSlabs[0].buffer,
    0,
    trainingStateAt({
      ...{ seed, samples: data.samples, batchSize: batch, shuffle: false, learningRate: rate },
      ...(schedule ? { schedule: encodeSchedule(schedule) } : {}),
    }),
  );
  const graph = trainingGraph(
    {
      ...{
        network,
        store,
        losses,
        lossWeights,
        data,
        metrics,
        batchSize: batch,
        labelSmoothing: given.labelSmoothing,
      },
      classWeights: weightTensor('class weights', classWeights),
      sampleWeights: weightTensor('sample weights', sampleWeights),
      ...(augmentation ? { augmentation } : {}),
      mixUp,
      fusing: form.fuses ? await loadFusing() : undefined,
    },
    {
      ...{ definition, options, gradients, decay, clipping },
      slots: Object.fromEntries(slots.map(([name, one]) => [name, tensorInSlab(name, [store.size], one, 0)])),
    },
    targetOf(device),
  );
  const plan = await compile(device, program, graph, { share: form.share });
  const runs: StepRun[] = [];
  const [state, history] = metricsSlabs;
  const changing: Range[] = [
    ...[store.parameters, store.state, gradients, state].map((one) => whole(one.buffer)),
    ...slots.map(([, one]) => whole(one.buffer)),
    // Of the ring of each output no more is written.
    ...losses.map((_, i) => ({
      ...{ buffer: history.buffer, offsetBytes: i * HISTORY_CAPACITY * RECORD_BYTES },
      sizeBytes: RECORD_BYTES * steps,
    })),
  ];
  for (let step = 0; step < steps; step++) {
    plan.run();
    const bits = await readRanges(device, changing);
    const records = bits.slice(-losses.length).map((ring) => {
      const [loss = NaN, accuracy = NaN, rate = NaN] = new Float32Array(ring, step * RECORD_BYTES);
      return { loss, accuracy, rate };
    });
    const all = new Float32Array(bits[2] ?? new ArrayBuffer(0));
    runs.push({
      gradients: new Map(
        store.entries.flatMap(({ layer, spec, offset }) =>
          spec.trained
            ? [[`${layer}/${spec.name}`, all.subarray(offset, offset + sizeOf(spec.shape))] as const]
            : [],
        ),
      ),
      parameters: new Map(
        store.entries.map(({ layer, spec, offset, slab: home }) => [
          `${layer}/${spec.name}`,
          new Float32Array(bits[home === store.parameters ? 0 : 1] ?? new ArrayBuffer(0)).subarray(
            offset,
            offset + sizeOf(spec.shape),
          ),
        ]),
      ),
      records,
      bits,
    });
  }
  plan.destroy();
  data.destroy();
  for (const one of [...metricsSlabs, gradients, decay, ...slots.map(([, s]) => s), ...others]) one.destroy();
  store.destroy();
  return runs;
}

/** Every layer's output without training. @param half with f16 weights */
export async function runInference(device: GPUDevice, program: Program, half: boolean): Promise<Received> {
  const store = storeOf(device, program);
  const halves = half ? await HalfParameters.create(store) : null;
  const read: ForwardParameters = halves ?? store;
  const slab = new Slab('inputs');
  const { network, given } = program;
  const { graph, inputs, results } = forwardGraph(network, read, given.batch, 'all', slab);
  slab.allocate(device);
  inputs.forEach((tensor, i) => program.inputs[i] && write(device, tensor, f32(program.inputs[i])));
  const plan = await compile(device, program, graph);
  plan.run();
  const received = await readAll(
    device,
    plan,
    new Map([...results].map(([name, tensor]) => [`output of ${name}`, tensor])),
  );
  plan.destroy();
  slab.destroy();
  halves?.destroy();
  store.destroy();
  return received;
}

/**
 * Trains a few steps in one go, and again in pieces: paused, read, evaluated, set back to where it was before and taken from there.
 * @param draw numbers in 0…1
 * @returns what differs in the end; null: nothing
 */
export async function runInPieces(
  device: GPUDevice,
  program: Program,
  draw: () => number,
): Promise<string | null> {
  const { network, given, classWeights, sampleWeights } = program;
  const steps = 5;
  const data = dataOf(device, program);
  const made = async (): Promise<[Trainer, ParameterStore]> => {
    const store = storeOf(device, program);
    const {
      losses,
      optimizer,
      batch: batchSize,
      seed,
      labelSmoothing,
      schedule,
      augmentation,
      mixUp,
    } = given;
    const loss = losses.map(({ kind }) => kind);
    const lossOptions = {
      labelSmoothing,
      lossWeights: lossWeightsOf(program),
      ...(classWeights ? { classWeights } : {}),
      ...(sampleWeights ? { sampleWeights } : {}),
    };
    const trainer = await Trainer.create(device, {
      ...{ network, data, loss, optimizer, batchSize, seed, store, lossOptions, mixUp },
      ...(schedule ? { schedule } : {}),
      ...(augmentation ? { augmentation } : {}),
    });
    return [trainer, store];
  };
  const [[whole, wholeStore], [pieces, piecesStore]] = [await made(), await made()];
  whole.submit(steps);
  const snapshots = new Snapshots(device, pieces);
  const slab = new Slab('inputs');
  const shown = forwardGraph(network, piecesStore, 1, 'all', slab);
  slab.allocate(device);
  const display = await compile(device, program, shown.graph);
  const evaluator = draw() < 0.3 ? await pieces.evaluator(data, given.batch) : null;
  const kept = [
    { step: 0, checkpoint: await pieces.checkpoint(), snapshot: snapshots.capture(0, pieces.learningRate) },
  ];
  let step = 0;
  for (let turn = 0; turn < 8 || step < steps; turn++) {
    const chosen = draw();
    if (chosen < 0.4 || turn > 20) {
      const more = Math.min(steps - step, 1 + Math.floor(draw() * 2));
      pieces.submit(more);
      step += more;
    } else if (chosen < 0.5) await pieces.read();
    else if (chosen < 0.65) {
      display.run();
      await readAll(device, display, shown.results);
    } else if (chosen < 0.75) await evaluator?.run();
    else if (chosen < 0.85)
      kept.push({
        step,
        checkpoint: await pieces.checkpoint(),
        snapshot: snapshots.capture(step, pieces.learningRate),
      });
    else {
      const back = kept[Math.floor(draw() * kept.length)];
      if (back === undefined) continue;
      if (draw() < 0.5) pieces.restore(back.checkpoint);
      else snapshots.restore(back.snapshot);
      step = back.step;
    }
  }
  const [a, b] = [await whole.checkpoint(), await pieces.checkpoint()];
  const differing = Object.keys(a.slabs).filter((name) => !sameBytes(a.slabs[name], b.slabs[name]));
  for (const { snapshot } of kept) snapshot.buffer.destroy();
  display.destroy();
  evaluator?.destroy();
  for (const one of [whole, pieces, wholeStore, piecesStore, slab, data]) one.destroy();
  return differing.length === 0 ? null : differing.join(', ');
}

/** −0 and 0 are the same: a fused sum may begin with either. */
export function sameBytes(a: ArrayBuffer | undefined, b: ArrayBuffer | undefined): boolean {
  if (a?.byteLength !== b?.byteLength || a === undefined || b === undefined) return false;
  const [x, y] = [new Uint32Array(a), new Uint32Array(b)];
  return x.every((word, i) => word === y[i] || ((word | (y[i] ?? 1)) & 0x7fffffff) === 0);
}
