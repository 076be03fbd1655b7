// TensorFlow.js, on its WebGPU or its plain JavaScript backend: fused convolutions and dense layers, its own Adam.
// Single passes are its own gradient kernels, called directly.

import type * as Tf from '@tensorflow/tfjs';
import { sizeOf } from '../../graph/tensor';
import type { Network, NetworkLayer } from '../../models/network';
import type { NamedArrays } from '../compare';
import { DeviceCounters } from '../deviceCounters';
import { opParameter, parameterValues, randomLabels, uniform } from '../numbers';
import {
  LEARNING_RATE,
  opWeight,
  type InferWorkload,
  type OpWorkload,
  type TrainWorkload,
} from '../workload';
import { CannotRunError, FURTHER_LOSSES, type Engine, type Prepared } from './engine';

type Library = typeof Tf;

export async function createTfjs(backend: 'webgpu' | 'cpu'): Promise<Engine> {
  const loaded = (await import('@tensorflow/tfjs')) as Library & { readonly default?: Library };
  const tf = 'setBackend' in loaded ? loaded : (loaded as { default: Library }).default;
  tf.enableProdMode();
  if (backend === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu');
  if (!(await tf.setBackend(backend)))
    throw new CannotRunError(`tfjs cannot start its ${backend} backend here`);
  await tf.ready();
  const { device } = tf.backend() as unknown as { readonly device?: GPUDevice };
  const use = async (): Promise<void> => {
    if (tf.getBackend() !== backend) await tf.setBackend(backend);
  };
  return {
    id: backend === 'webgpu' ? 'tfjs' : 'tfjs-cpu',
    title: `tfjs ${tf.version_core} (${backend})`,
    counters: device === undefined ? null : new DeviceCounters(device),
    prepare: async (workload) => {
      await use();
      const prepared = ((): Prepared => {
        switch (workload.kind) {
          case 'train':
            return prepareTraining(tf, workload);
          case 'infer':
            return prepareInference(tf, workload);
          case 'op':
            return prepareOp(tf, workload);
          default:
            return workload satisfies never;
        }
      })();
      return {
        results: async () => {
          await use();
          return prepared.results();
        },
        run: async (times) => {
          await use();
          await prepared.run(times);
        },
        destroy: () => prepared.destroy(),
      };
    },
    destroy: () => undefined, // the backend stays with the library
  };
}

type Parameters = ReadonlyMap<string, Tf.Variable>;

function parameters(tf: Library, network: Network): Parameters {
  return new Map(
    network.layers.flatMap(({ name: layer, parameters: specs }) =>
      specs.map((spec) => {
        const name = `${layer}/${spec.name}`;
        const initial = tf.tensor(parameterValues(network, name), [...spec.shape]);
        const variable = tf.variable(initial);
        initial.dispose();
        return [name, variable] as const;
      }),
    ),
  );
}

function apply(tf: Library, layer: NetworkLayer, x: Tf.Tensor, variables: Parameters): Tf.Tensor {
  const { options, definition, name } = layer;
  const activation = options.activation === 'relu' ? 'relu' : 'linear';
  const weight = variables.get(`${name}/weight`) as Tf.Tensor | undefined;
  const bias = variables.get(`${name}/bias`) as Tf.Tensor | undefined;
  switch (definition.kind) {
    case 'conv2d':
      if (weight === undefined || bias === undefined)
        throw new CannotRunError(`${name}: needs weight and bias`);
      return tf.fused.conv2d({
        x: x as Tf.Tensor4D,
        filter: weight as Tf.Tensor4D,
        strides: [...(options.strides as [number, number])],
        pad: options.padding as 'same' | 'valid',
        bias,
        activation,
      });
    case 'dense':
      if (weight === undefined || bias === undefined)
        throw new CannotRunError(`${name}: needs weight and bias`);
      return tf.fused.matMul({ a: x, b: weight, bias, activation });
    case 'maxPooling2d':
      return tf.maxPool(x as Tf.Tensor4D, 2, 2, 'valid');
    case 'flatten':
      return x.reshape([x.shape[0], -1]);
    default:
      throw new CannotRunError(`the benchmark has no ${definition.kind} for tfjs`);
  }
}

function pictures(tf: Library, network: Network, batch: number): Tf.Tensor {
  const shape = [batch, ...(network.inputs[0]?.shape ?? [])];
  return tf.tensor(uniform(sizeOf(shape), 1, 101), shape);
}

function prepareTraining(tf: Library, { network, batch }: TrainWorkload): Prepared {
  const variables = parameters(tf, network);
  const x = pictures(tf, network, batch);
  const classes = network.layers.at(-1)?.outputShape.at(-1) ?? 1;
  const labels = tf.tensor1d(Int32Array.from(randomLabels(batch, classes, 102)), 'int32');
  const targets = tf.oneHot(labels, classes).toFloat();
  labels.dispose();
  const optimizer = tf.train.adam(LEARNING_RATE);
  const loss = (): Tf.Scalar =>
    tf.losses.softmaxCrossEntropy(
      targets,
      network.layers.reduce((y, layer) => apply(tf, layer, y, variables), x),
    );
  const trained = [...variables.values()];
  const [first] = trained;
  if (first === undefined) throw new CannotRunError('nothing to train');
  return {
    results: async () => {
      const results = new Map<string, Float32Array>();
      const { value, grads } = tf.variableGrads(loss, trained);
      optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
      results.set('loss 1', await floats(value));
      for (const [name, variable] of variables) {
        const gradient = grads[variable.name];
        if (gradient !== undefined) results.set(`d ${name}`, await floats(gradient));
      }
      for (const number of FURTHER_LOSSES) {
        const value = optimizer.minimize(loss, true, trained);
        if (value !== null) results.set(`loss ${number}`, await floats(value));
      }
      return results;
    },
    run: async (times) => {
      for (let i = 0; i < times; i++) optimizer.minimize(loss, false, trained);
      await force(tf, first);
    },
    destroy: () => {
      tf.dispose([x, targets]);
      for (const variable of trained) variable.dispose();
      optimizer.dispose();
    },
  };
}

async function floats(tensor: Tf.Tensor): Promise<Float32Array<ArrayBuffer>> {
  const values = Float32Array.from(await tensor.data());
  tensor.dispose();
  return values;
}

/** What was recorded is submitted when something is read; the queue runs in order, so all of it is done then. */
async function force(tf: Library, tensor: Tf.Tensor): Promise<void> {
  const one = tf.tidy(() => tensor.flatten().slice(0, 1));
  await one.data();
  one.dispose();
}

function prepareInference(tf: Library, { network, batch }: InferWorkload): Prepared {
  const variables = parameters(tf, network);
  const x = pictures(tf, network, batch);
  return preparedFunction(
    tf,
    () =>
      new Map([['y', tf.tidy(() => network.layers.reduce((y, layer) => apply(tf, layer, y, variables), x))]]),
    () => {
      x.dispose();
      for (const variable of variables.values()) variable.dispose();
    },
  );
}

function preparedFunction(
  tf: Library,
  call: () => ReadonlyMap<string, Tf.Tensor>,
  destroy: () => void,
): Prepared {
  return {
    results: async (): Promise<NamedArrays> => {
      const results = new Map<string, Float32Array>();
      for (const [name, tensor] of call()) results.set(name, await floats(tensor));
      return results;
    },
    run: async (times) => {
      let last = [...call().values()];
      for (let i = 1; i < times; i++) {
        tf.dispose(last);
        last = [...call().values()];
      }
      for (const tensor of last) await force(tf, tensor);
      tf.dispose(last);
    },
    destroy,
  };
}

function prepareOp(tf: Library, workload: OpWorkload): Prepared {
  const { layer, pass, input, options } = workload;
  const x = tf.tensor(uniform(sizeOf(input), 1, 101), [...input]);
  const strides = Number(options.strides ?? 1);
  const pad = options.padding === 'valid' ? 'valid' : 'same';
  const { shape, fanIn } = opWeight(workload);
  const w = tf.tensor(opParameter('weight', shape, fanIn), [...shape]);
  const kernel = (name: string, inputs: Tf.NamedTensorMap, attributes: object): Tf.Tensor =>
    tf.engine().runKernel<Tf.Tensor>(name, inputs, attributes as Tf.NamedAttrMap);
  const forward = (): Tf.Tensor => {
    switch (layer) {
      case 'conv2d':
        return tf.conv2d(x as Tf.Tensor4D, w as Tf.Tensor4D, strides, pad);
      case 'dense':
        return tf.matMul(x, w);
      case 'maxPooling2d':
        return tf.maxPool(x as Tf.Tensor4D, 2, 2, 'valid');
      default:
        return layer satisfies never;
    }
  };
  const y = forward();
  const dy = tf.tensor(uniform(y.size, 1, 103), y.shape);
  const window = { strides: [strides, strides], pad, dataFormat: 'NHWC', dilations: [1, 1] };
  const inputGradient = (): Tf.Tensor => {
    switch (layer) {
      case 'conv2d':
        return kernel('Conv2DBackpropInput', { dy, filter: w }, { ...window, inputShape: [...input] });
      case 'dense':
        return tf.matMul(dy, w, false, true);
      case 'maxPooling2d':
        return kernel(
          'MaxPoolGrad',
          { dy, input: x, output: y },
          { filterSize: 2, strides: 2, pad: 'valid' },
        );
      default:
        return layer satisfies never;
    }
  };
  const weightGradient = (): Tf.Tensor =>
    layer === 'conv2d'
      ? kernel('Conv2DBackpropFilter', { x, dy }, { ...window, filterShape: [...shape] })
      : tf.matMul(x, dy, true, false);
  return preparedFunction(
    tf,
    () => {
      switch (pass) {
        case 'forward':
          return new Map([['y', forward()]]);
        case 'input gradient':
          return new Map([['dx', inputGradient()]]);
        case 'weight gradient':
          return new Map([
            ['d weight', weightGradient()],
            ['d bias', tf.sum(dy, layer === 'dense' ? [0] : [0, 1, 2])],
          ]);
        default:
          return pass satisfies never;
      }
    },
    () => {
      tf.dispose([x, w, y, dy]);
    },
  );
}
