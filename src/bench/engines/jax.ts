// jax-js, used as its own documentation advises: one `jit` around a whole training step, arrays donated where they
// are used for the last time. Its layouts are NCHW and OIHW; numbers are turned on the host, outside the timing.
//
// In jax-js an operation consumes its operands; `.ref` keeps one for another use.

import type * as Jax from '@jax-js/jax';
import { learnAnswers, waitForSubmittedWork } from '../../gpu/waits';
import { sizeOf, type Shape } from '../../graph/tensor';
import type { Network, NetworkLayer } from '../../models/network';
import type { Window2d } from '../../reference/window';
import type { NamedArrays } from '../compare';
import { DeviceCounters } from '../deviceCounters';
import { opParameter, parameterValues, randomLabels, transposed, uniform } from '../numbers';
import {
  LEARNING_RATE,
  opWeight,
  type InferWorkload,
  type OpWorkload,
  type TrainWorkload,
} from '../workload';
import { CannotRunError, FURTHER_LOSSES, type Engine, type Prepared } from './engine';

type Library = typeof Jax;
type Arrays = Record<string, Jax.Array>;

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;

export async function createJax(): Promise<Engine> {
  const jax = await import('@jax-js/jax');
  const devices = await jax.init('webgpu');
  if (!devices.includes('webgpu')) throw new CannotRunError('jax-js finds no WebGPU here');
  jax.defaultDevice('webgpu');
  await learnAnswers(jax.getWebGPUDevice());
  return {
    id: 'jax',
    title: 'jax-js',
    counters: new DeviceCounters(jax.getWebGPUDevice()),
    prepare: (workload) => {
      switch (workload.kind) {
        case 'train':
          return prepareTraining(jax, workload);
        case 'infer':
          return prepareInference(jax, workload);
        case 'op':
          return prepareOp(jax, workload);
        default:
          return workload satisfies never;
      }
    },
    destroy: () => undefined, // its device lives as long as the page
  };
}

/** Where a parameter's axes go: [kh, kw, C, K] → [K, C, kh, kw]; a dense layer after a flatten reads C·H·W. */
interface Layout {
  readonly shape: Shape;
  toJax(values: Float32Array): Float32Array<ArrayBuffer>;
  fromJax(values: Float32Array): Float32Array<ArrayBuffer>;
}

const CONV_TO = [3, 2, 0, 1];
const CONV_FROM = [2, 3, 1, 0];

function pick(shape: Shape, order: readonly number[]): Shape {
  return order.map((axis) => shape[axis] ?? 1);
}

function reordered(shape: Shape, to: readonly number[], from: readonly number[], jaxShape: Shape): Layout {
  return {
    shape: jaxShape,
    toJax: (values) => transposed(values, shape, to),
    fromJax: (values) => transposed(values, pick(shape, to), from),
  };
}

function layoutOf(network: Network, index: number, name: string, shape: Shape): Layout {
  const layer = network.layers[index];
  if (layer?.definition.kind === 'conv2d' && name === 'weight')
    return reordered(shape, CONV_TO, CONV_FROM, pick(shape, CONV_TO));
  const map = network.layers[index - 1]?.inputShapes[0];
  if (name === 'weight' && network.layers[index - 1]?.definition.kind === 'flatten' && map?.length === 3) {
    return reordered([...map, shape[1] ?? 1], [2, 0, 1, 3], [1, 2, 0, 3], shape);
  }
  const same = (values: Float32Array): Float32Array<ArrayBuffer> => Float32Array.from(values);
  return { shape, toJax: same, fromJax: same };
}

function layouts(network: Network): Map<string, Layout> {
  return new Map(
    network.layers.flatMap((layer, index) =>
      layer.parameters.map(
        (spec) => [`${layer.name}/${spec.name}`, layoutOf(network, index, spec.name, spec.shape)] as const,
      ),
    ),
  );
}

function upload(jax: Library, values: Float32Array<ArrayBuffer>, shape: Shape): Jax.Array {
  return jax.numpy.array(values, { shape: [...shape] });
}

async function parameters(jax: Library, network: Network): Promise<Arrays> {
  const arrays: Arrays = {};
  for (const [name, layout] of layouts(network)) {
    arrays[name] = upload(jax, layout.toJax(parameterValues(network, name)), layout.shape);
    await arrays[name].blockUntilReady();
  }
  return arrays;
}

function pictures(jax: Library, network: Network, batch: number): Jax.Array {
  const shape = [batch, ...(network.inputs[0]?.shape ?? [])];
  return upload(
    jax,
    transposed(uniform(sizeOf(shape), 1, 101), shape, [0, 3, 1, 2]),
    pick(shape, [0, 3, 1, 2]),
  );
}

function convolve(jax: Library, x: Jax.Array, weight: Jax.Array, window: Omit<Window2d, 'size'>): Jax.Array {
  return jax.lax.convGeneralDilated(
    x,
    weight,
    [...window.strides],
    window.padding === 'same' ? 'SAME' : 'VALID',
    { rhsDilation: [...window.dilation] },
  );
}

/** 2×2 windows side by side: a reshape and a maximum, as fast in jax-js as its reduceWindow. */
function maxPool(jax: Library, x: Jax.Array): Jax.Array {
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  return jax.numpy.max(x.reshape([n, c, h / 2, 2, w / 2, 2]), [3, 5]);
}

function apply(jax: Library, layer: NetworkLayer, x: Jax.Array, arrays: Arrays): Jax.Array {
  const { numpy, nn } = jax;
  const { options, definition, name } = layer;
  const weight = arrays[`${name}/weight`];
  const bias = arrays[`${name}/bias`];
  const activate = (y: Jax.Array): Jax.Array => (options.activation === 'relu' ? nn.relu(y) : y);
  switch (definition.kind) {
    case 'conv2d': {
      if (weight === undefined || bias === undefined)
        throw new CannotRunError(`${name}: needs weight and bias`);
      const y = convolve(jax, x, weight, {
        strides: options.strides as [number, number],
        padding: options.padding as 'same' | 'valid',
        dilation: options.dilationRate as [number, number],
      });
      return activate(y.add(bias.reshape([1, bias.shape[0] ?? 1, 1, 1])));
    }
    case 'dense':
      if (weight === undefined || bias === undefined)
        throw new CannotRunError(`${name}: needs weight and bias`);
      return activate(numpy.matmul(x, weight).add(bias));
    case 'maxPooling2d':
      return maxPool(jax, x);
    case 'flatten':
      return x.reshape([x.shape[0] ?? 1, -1]);
    default:
      throw new CannotRunError(`the benchmark has no ${definition.kind} for jax-js`);
  }
}

function logits(jax: Library, network: Network, arrays: Arrays, x: Jax.Array): Jax.Array {
  return network.layers.reduce((y, layer) => apply(jax, layer, y, arrays), x);
}

async function floats(array: Jax.Array): Promise<Float32Array<ArrayBuffer>> {
  return new Float32Array((await array.data()) as Float32Array<ArrayBuffer>);
}

async function prepareTraining(jax: Library, { network, batch }: TrainWorkload): Promise<Prepared> {
  const { numpy, nn, tree } = jax;
  const names = [...layouts(network).keys()];
  const classes = network.layers.at(-1)?.outputShape.at(-1) ?? 1;
  const x = pictures(jax, network, batch);
  const labels = randomLabels(batch, classes, 102);
  const oneHot = new Float32Array(batch * classes);
  labels.forEach((label, row) => (oneHot[row * classes + label] = 1));
  const targets = upload(jax, oneHot, [batch, classes]);

  const loss = (arrays: Arrays, x: Jax.Array, t: Jax.Array): Jax.Array =>
    numpy.sum(nn.logSoftmax(logits(jax, network, arrays, x), -1).mul(t)).mul(-1 / batch);
  // Adam (Kingma & Ba 2014): the rate, with the corrections of both averages in it, comes as `rate`.
  const step = jax.jit(
    (
      p: Arrays,
      m: Arrays,
      v: Arrays,
      rate: Jax.Array,
      x: Jax.Array,
      t: Jax.Array,
    ): [Jax.Array, Arrays, Arrays, Arrays] => {
      const [value, gradients] = jax.valueAndGrad(loss)(tree.ref(p), x, t);
      const [nextP, nextM, nextV]: [Arrays, Arrays, Arrays] = [{}, {}, {}];
      for (const name of names) {
        const [parameter, first, second, g] = [p[name], m[name], v[name], gradients[name]];
        if (parameter === undefined || first === undefined || second === undefined || g === undefined)
          continue;
        const averaged = first.mul(BETA1).add(g.ref.mul(1 - BETA1));
        const squared = second.mul(BETA2).add(g.ref.mul(g).mul(1 - BETA2));
        nextM[name] = averaged.ref;
        nextV[name] = squared.ref;
        nextP[name] = parameter.sub(averaged.div(numpy.sqrt(squared).add(EPSILON)).mul(rate.ref));
      }
      rate.dispose();
      return [value, nextP, nextM, nextV];
    },
  );
  const zeros = (): Arrays =>
    Object.fromEntries([...layouts(network)].map(([name, { shape }]) => [name, numpy.zeros([...shape])]));
  let state: [Arrays, Arrays, Arrays] = [await parameters(jax, network), zeros(), zeros()];
  let steps = 0;
  const take = (): Jax.Array => {
    steps++;
    const rate = (LEARNING_RATE * Math.sqrt(1 - BETA2 ** steps)) / (1 - BETA1 ** steps);
    const [value, ...next] = step(...state, numpy.array([rate]), x.ref, targets.ref);
    state = next;
    return value;
  };
  await jax.blockUntilReady([state, x, targets]);
  return {
    results: async () => {
      const results = new Map<string, Float32Array>();
      results.set('loss 1', await floats(take()));
      for (const [name, layout] of layouts(network)) {
        const average = state[1][name];
        if (average === undefined) continue;
        const values = await floats(average.ref);
        results.set(`d ${name}`, layout.fromJax(values.map((value) => value / (1 - BETA1))));
      }
      for (const number of FURTHER_LOSSES) results.set(`loss ${number}`, await floats(take()));
      return results;
    },
    run: async (times) => {
      let last = take();
      for (let i = 1; i < times; i++) {
        last.dispose();
        last = take();
      }
      await jax.blockUntilReady([last, state]);
      await waitForSubmittedWork(jax.getWebGPUDevice());
      last.dispose();
    },
    destroy: () => {
      tree.dispose([state, x, targets]);
      step.dispose();
    },
  };
}

async function prepareInference(jax: Library, { network, batch }: InferWorkload): Promise<Prepared> {
  const arrays = await parameters(jax, network);
  const x = pictures(jax, network, batch);
  const forward = jax.jit((arrays: Arrays, x: Jax.Array) => logits(jax, network, arrays, x));
  return preparedFunction(
    jax,
    () => [forward(jax.tree.ref(arrays), x.ref)],
    ([y]) => new Map([['y', y ?? new Float32Array()]]),
    () => {
      jax.tree.dispose([arrays, x]);
      forward.dispose();
    },
  );
}

function preparedFunction(
  jax: Library,
  call: () => Jax.Array[],
  named: (outputs: Float32Array<ArrayBuffer>[]) => NamedArrays,
  destroy: () => void,
): Prepared {
  return {
    results: async () => named(await Promise.all(call().map(floats))),
    run: async (times) => {
      let last = call();
      for (let i = 1; i < times; i++) {
        // jax-js is lazy: a result that is never awaited would not be computed.
        const before = last;
        last = call();
        await jax.blockUntilReady(before);
        jax.tree.dispose(before);
      }
      await jax.blockUntilReady(last);
      await waitForSubmittedWork(jax.getWebGPUDevice());
      jax.tree.dispose(last);
    },
    destroy,
  };
}

async function prepareOp(jax: Library, workload: OpWorkload): Promise<Prepared> {
  const { layer, pass, input, options } = workload;
  const { numpy } = jax;
  const isMap = layer !== 'dense';
  const toMap = [0, 3, 1, 2];
  const fromMap = [0, 2, 3, 1];
  const x = isMap
    ? upload(jax, transposed(uniform(sizeOf(input), 1, 101), input, toMap), pick(input, toMap))
    : upload(jax, uniform(sizeOf(input), 1, 101), input);
  const [, , , channels = 1] = input;
  const [filters, size] = [Number(options.filters ?? 1), Number(options.kernelSize ?? 1)];
  const stride = Number(options.strides ?? 1);
  const padding = options.padding === 'valid' ? 'valid' : 'same';
  const isConv = layer === 'conv2d';
  const { shape, fanIn } = opWeight(workload);
  const values = opParameter('weight', shape, fanIn);
  const w = isConv
    ? upload(jax, transposed(values, shape, CONV_TO), pick(shape, CONV_TO))
    : upload(jax, values, shape);
  const f = (x: Jax.Array, w: Jax.Array): Jax.Array => {
    switch (layer) {
      case 'conv2d':
        return convolve(jax, x, w, { strides: [stride, stride], padding, dilation: [1, 1] });
      case 'dense':
        return numpy.matmul(x, w);
      case 'maxPooling2d':
        w.dispose();
        return maxPool(jax, x);
      default:
        return layer satisfies never;
    }
  };
  const [height, width] = [input[1] ?? 1, input[2] ?? 1];
  const outputSide = (length: number): number => {
    if (layer === 'maxPooling2d') return length / 2;
    return padding === 'same' ? Math.ceil(length / stride) : Math.ceil((length - size + 1) / stride);
  };
  const yShape = isMap
    ? [input[0] ?? 1, outputSide(height), outputSide(width), isConv ? filters : channels]
    : [input[0] ?? 1, Number(options.units ?? 1)];
  const dyValues = uniform(sizeOf(yShape), 1, 103);
  const dy = isMap
    ? upload(jax, transposed(dyValues, yShape, toMap), pick(yShape, toMap))
    : upload(jax, dyValues, yShape);

  // The loss Σ y·dy has dy as the gradient of y; what its own value needs is dropped by jit.
  const weighted = (x: Jax.Array, w: Jax.Array, dy: Jax.Array): Jax.Array => numpy.sum(f(x, w).mul(dy));
  const run = jax.jit((x: Jax.Array, w: Jax.Array, dy: Jax.Array): Jax.Array[] => {
    switch (pass) {
      case 'forward':
        dy.dispose();
        return [f(x, w)];
      case 'input gradient':
        return [jax.grad(weighted, { argnums: 0 })(x, w, dy)];
      case 'weight gradient': {
        // As in a layer: the gradient of the bias comes with it.
        const bias = numpy.sum(dy.ref, isMap ? [0, 2, 3] : [0]);
        return [jax.grad(weighted, { argnums: 1 })(x, w, dy), bias];
      }
      default:
        return pass satisfies never;
    }
  });
  await jax.blockUntilReady([x, w, dy]);
  const back = (values: Float32Array, shape: Shape): Float32Array =>
    isMap ? transposed(values, pick(shape, toMap), fromMap) : values;
  return preparedFunction(
    jax,
    () => run(x.ref, w.ref, dy.ref),
    ([first = new Float32Array(), second]) => {
      if (pass === 'forward') return new Map([['y', back(first, yShape)]]);
      if (pass === 'input gradient') return new Map([['dx', back(first, input)]]);
      const weight = isConv ? transposed(first, pick(shape, CONV_TO), CONV_FROM) : first;
      return new Map([
        ['d weight', weight],
        ['d bias', second ?? new Float32Array()],
      ]);
    },
    () => {
      jax.tree.dispose([x, w, dy]);
      run.dispose();
    },
  );
}
