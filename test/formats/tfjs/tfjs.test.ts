// Models of tfjs, in and out, against the real library: it loads what we write, we load what it writes, and both
// give the same numbers.

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readTfjs, writeTfjs } from '../../../src/formats/tfjs/files';
import { FormatError } from '../../../src/formats/storedModel';
import { defineNetwork, type Network } from '../../../src/models/network';
import { preset, PRESETS } from '../../../src/models/presets';
import { random } from '../../../src/reference/ndArray';
import { expectClose } from '../../support/compare';
import { testDevice } from '../../support/device';
import { ATTENTION } from '../../support/attention';
import { LABELLED, STEPPED } from '../../support/labelled';
import { gpuOutputs, referenceOutputs } from '../../support/networkRun';
import {
  randomInputs,
  randomNetwork,
  randomWeights,
  type DrawnLayer,
} from '../../../src/fuzz/randomNetworks';
import { runsInTfjs, tfjsFiles, tfjsModel, tfjsOutputs } from '../../support/peers/tfjsModels';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
  await tf.setBackend('cpu');
});

/** Biases and moving averages that are not 0 and 1, as training leaves them. */
function shaken<Model extends tf.LayersModel>(model: Model): Model {
  model.setWeights(
    model
      .getWeights()
      .map((weight, i) =>
        weight.add(tf.tensor([...random(weight.shape, i + 1, 0.1, 0.5).data], weight.shape)),
      ),
  );
  return model;
}

const bottleneck = (): tf.LayersModel => {
  const image = tf.input({ shape: [12, 12, 3], name: 'image' });
  const apply = (layer: tf.layers.Layer, ...given: tf.SymbolicTensor[]): tf.SymbolicTensor =>
    layer.apply(given.length === 1 ? given[0]! : given) as tf.SymbolicTensor;
  let x = apply(tf.layers.zeroPadding2d({ padding: [[0, 1], [0, 1]] }), image); // prettier-ignore
  x = apply(tf.layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, useBias: false }), x);
  const start = apply(tf.layers.batchNormalization({ momentum: 0.999 }), x);
  x = apply(tf.layers.conv2d({ filters: 8, kernelSize: 1, padding: 'same', useBias: false }), start);
  x = apply(tf.layers.reLU({ maxValue: 6 }), apply(tf.layers.batchNormalization({}), x));
  x = apply(tf.layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', useBias: false }), x);
  x = apply(tf.layers.conv2d({ filters: 4, kernelSize: 1 }), x);
  x = apply(tf.layers.add({}), start, x);
  const both = apply(tf.layers.concatenate({}), x, start);
  const pooled = apply(tf.layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }), both);
  const features = apply(tf.layers.globalAveragePooling2d({}), pooled);
  const classes = apply(tf.layers.dense({ units: 5, activation: 'softmax' }), features);
  return tf.model({ inputs: image, outputs: classes });
};

const sequential = (): tf.LayersModel => {
  const model = tf.sequential();
  model.add(
    tf.layers.conv2d({
      inputShape: [11, 11, 1],
      filters: 4,
      kernelSize: 3,
      activation: 'relu',
      padding: 'same',
    }),
  );
  model.add(tf.layers.maxPooling2d({ poolSize: 2, padding: 'same' }));
  model.add(tf.layers.batchNormalization());
  model.add(
    tf.layers.depthwiseConv2d({ kernelSize: [3, 2], strides: 2, depthMultiplier: 2, activation: 'elu' }),
  );
  model.add(tf.layers.leakyReLU({ alpha: 0.1 }));
  model.add(tf.layers.flatten());
  model.add(tf.layers.dropout({ rate: 0.4 }));
  model.add(
    tf.layers.dense({ units: 7, activation: 'tanh', kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }) }),
  );
  model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
  return model;
};

describe('what tfjs saves', () => {
  it.each([
    ['a Sequential', sequential],
    ['a MobileNet block', bottleneck],
  ])('%s gives the same numbers here', async (_, make) => {
    const model = shaken(make());
    const { network: config, weights, remarks } = readTfjs(await tfjsFiles(model));
    expect(remarks).toEqual([]);
    const network = defineNetwork(config);
    expect(network.parameterCount).toBe(model.countParams());
    const x = random([3, ...network.inputs[0]!.shape], 5, 0, 1);
    const ours = await gpuOutputs(device, network, weights!, [x]);
    expectClose(ours.get(network.outputs[0]!)!, tfjsOutputs(model, [x])[0]!, 'output');
  });

  it('is read by the weights’ longer names of converted models, too', async () => {
    const files = await tfjsFiles(bottleneck());
    const { weights } = readTfjs(files);
    const text = new TextDecoder().decode(files.get('model.json'));
    const rename = (to: (layer: string, weight: string) => string): ReadonlyMap<string, Uint8Array> => {
      const longer = text.replace(
        /"name":"([^"/]+)\/([a-z_]+)"/g,
        (_, layer: string, weight: string) => `"name":"${to(layer, weight)}"`,
      );
      expect(longer).not.toBe(text);
      return new Map(files).set('model.json', new TextEncoder().encode(longer));
    };
    for (const to of [
      (layer: string, weight: string) => `model_7/${layer}/${weight}:0`,
      (layer: string, weight: string) => `${layer}/${layer}/${weight}`,
      (layer: string, weight: string) => `${layer}/cell/${weight}`,
    ])
      expect(readTfjs(rename(to)).weights).toEqual(weights);
  });

  it('leaves out the optimizer’s weights, with a remark', async () => {
    const model = sequential();
    const files = await tfjsFiles(model);
    const json = JSON.parse(new TextDecoder().decode(files.get('model.json'))) as tf.io.ModelJSON;
    json.weightsManifest[0]!.weights.push({ name: 'iter', shape: [], dtype: 'int32', group: 'optimizer' });
    const longer = new Uint8Array([...files.get('model.weights.bin')!, 0, 0, 0, 0]);
    const { remarks } = readTfjs(
      new Map([
        ['model.json', new TextEncoder().encode(JSON.stringify(json))],
        ['model.weights.bin', longer],
      ]),
    );
    expect(remarks).toEqual(["model.json: 1 weights belong to no layer and are ignored: 'iter'"]);
  });

  it('as a topology alone is an architecture without weights', () => {
    const json = sequential().toJSON(null, false) as unknown;
    const files = new Map([['net/architecture.json', new TextEncoder().encode(JSON.stringify(json))]]);
    const { network, weights } = readTfjs(files);
    expect(weights).toBeNull();
    expect(network.layers).toHaveLength(9);
  });
});

describe('quantised weights', () => {
  /** As the converter's --quantize_uint8, --quantize_uint16 and --quantize_float16 write them. */
  function quantised(
    files: ReadonlyMap<string, Uint8Array>,
    dtype: 'uint8' | 'uint16' | 'float16',
  ): Map<string, Uint8Array> {
    const json = JSON.parse(new TextDecoder().decode(files.get('model.json'))) as tf.io.ModelJSON;
    const bytes = files.get('model.weights.bin')!;
    const shards: number[] = [];
    let at = 0;
    for (const spec of json.weightsManifest[0]!.weights) {
      const count = spec.shape.reduce((product, length) => product * length, 1);
      const values = new Float32Array(bytes.slice(at, at + 4 * count).buffer);
      at += 4 * count;
      if (dtype === 'float16') {
        spec.quantization = { dtype };
        // Of 1.5, −0.25 and so on: what a half holds, sign, exponent and ten bits.
        for (const value of values) shards.push(...halfBytes(value));
        continue;
      }
      const [min, max] = [Math.min(...values), Math.max(...values)];
      const scale = (max - min) / (dtype === 'uint8' ? 255 : 65535) || 1;
      spec.quantization = { dtype, min, scale };
      for (const value of values) {
        const stored = Math.round((value - min) / scale);
        shards.push(...(dtype === 'uint8' ? [stored] : [stored & 255, stored >> 8]));
      }
    }
    return new Map([
      ['model.json', new TextEncoder().encode(JSON.stringify(json))],
      ['model.weights.bin', new Uint8Array(shards)],
    ]);
  }

  function halfBytes(value: number): number[] {
    const bits = new Uint32Array(Float32Array.of(value).buffer)[0]!;
    const exponent = ((bits >> 23) & 255) - 127 + 15;
    const half = ((bits >> 16) & 0x8000) | (exponent <= 0 ? 0 : (exponent << 10) | ((bits >> 13) & 1023));
    return [half & 255, half >> 8];
  }

  it.each(['uint8', 'uint16', 'float16'] as const)(
    '%s are what tfjs makes of them, bit by bit',
    async (dtype) => {
      const files = quantised(await tfjsFiles(shaken(bottleneck())), dtype);
      const theirs = await tfjsModel(new Map(files));
      const { network, weights } = readTfjs(files);
      const built = defineNetwork(network);
      let compared = 0;
      for (const { name, parameters } of built.layers) {
        const tensors = theirs.getLayer(name).getWeights();
        parameters.forEach((spec, i) => {
          expect(weights!.get(`${name}/${spec.name}`)).toEqual(tensors[i]!.dataSync());
          compared++;
        });
      }
      expect(compared).toBe(15);
      const x = random([2, 12, 12, 3], 9, 0, 1);
      const ours = await gpuOutputs(device, built, weights!, [x]);
      expectClose(ours.get(built.outputs[0]!)!, tfjsOutputs(theirs, [x])[0]!, 'output');
    },
  );
});

/**
 * What forTfjs writes as it is, as long as no layer reads another twice: the others come back as layers that do the
 * same.
 */
function plain({ kind, options, inputShapes }: DrawnLayer): boolean {
  const [input = []] = inputShapes;
  const { activation, negativeSlope, scale, center, targetShape, axis, keepdims } = options;
  return (
    runsInTfjs({ kind, options, inputShapes }) &&
    activation !== 'leakyRelu' &&
    !/^(spatialDropout2d$|random[A-Z])/.test(kind) &&
    kind !== 'centerCrop' &&
    keepdims !== true &&
    !(kind === 'reLU' && negativeSlope !== 0) &&
    !(/^(batch|layer)Normalization$/.test(kind) && (scale === false || center === false)) &&
    !(kind === 'flatten' && input.length === 1) &&
    !(Array.isArray(targetShape) && targetShape.includes(-1)) &&
    !(kind === 'concatenate' && Number(axis) < -1)
  );
}

/** Every bit; toEqual takes half a minute for millions of numbers. */
function expectSameBits(
  actual: ReadonlyMap<string, Float32Array>,
  expected: ReadonlyMap<string, Float32Array>,
): void {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [name, values] of expected) {
    const [a, b] = [actual.get(name)!, values].map((one) =>
      Buffer.from(one.buffer, one.byteOffset, one.byteLength),
    );
    expect(a!.equals(b!), name).toBe(true);
  }
}

describe('200 random architectures', () => {
  it('go out and come back equal, with every bit of their weights', () => {
    for (let seed = 0, count = 0; count < 200; seed++) {
      const network = randomNetwork(seed, { allows: plain, ends: 'any' });
      if (network.layers.some(({ inputs }) => new Set(inputs).size < inputs.length)) continue;
      count++;
      const weights = randomWeights(network, seed);
      const { files, remarks } = writeTfjs({ network: network.toJSON(), weights, remarks: [] });
      const back = readTfjs(files);
      expect(back.network, `seed ${seed}`).toEqual(network.toJSON());
      expectSameBits(back.weights!, weights);
      expect([...remarks, ...back.remarks]).toEqual([]);
    }
  });

  it('give the same numbers in tfjs, those that it has no words for included', async () => {
    let rewritten = 0;
    for (let seed = 0; seed < 200; seed++) {
      const network = randomNetwork(1000 + seed, { allows: runsInTfjs, ends: 'any' });
      const weights = randomWeights(network, seed);
      const { files, remarks } = writeTfjs({ network: network.toJSON(), weights, remarks: [] });
      if (remarks.length > 0) rewritten++;
      const inputs = randomInputs(network, seed);
      const expected = referenceOutputs(network, weights, inputs);
      const theirs = tfjsOutputs(await tfjsModel(files), inputs);
      network.outputs.forEach((name, i) =>
        expectClose(theirs[i]!, expected.get(name)!, `seed ${seed}, ${name}`),
      );
    }
    expect(rewritten).toBeGreaterThan(20);
  });

  it('and where a label names rows of a table', async () => {
    const network = defineNetwork(LABELLED);
    const weights = randomWeights(network, 1);
    const { files } = writeTfjs({ network: network.toJSON(), weights, remarks: [] });
    const inputs = randomInputs(network, 3);
    const expected = referenceOutputs(network, weights, inputs);
    const [theirs] = tfjsOutputs(await tfjsModel(files), inputs);
    expectClose(theirs!, expected.get('answer')!, 'answer');
    const stepped = { network: STEPPED, weights: randomWeights(defineNetwork(STEPPED), 1), remarks: [] };
    expect(() => writeTfjs(stepped)).toThrow(
      "input 'step': has no axis, and tfjs cannot be given such an input",
    );
    const attention = defineNetwork(ATTENTION);
    expect(() =>
      writeTfjs({ network: ATTENTION, weights: randomWeights(attention, 1), remarks: [] }),
    ).toThrow("'scores': tfjs cannot have it: its Dot does not multiply several matrices by several");
  });

  it('of which 20 run on the GPU', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const network = randomNetwork(1000 + seed, { allows: runsInTfjs, ends: 'any', layers: 4 });
      const weights = randomWeights(network, seed);
      const { files } = writeTfjs({ network: network.toJSON(), weights, remarks: [] });
      const inputs = randomInputs(network, seed, 2);
      const ours = await gpuOutputs(device, network, weights, inputs);
      const theirs = tfjsOutputs(await tfjsModel(files), inputs);
      network.outputs.forEach((name, i) => expectClose(ours.get(name)!, theirs[i]!, `seed ${seed}, ${name}`));
    }
  });
});

describe('networks that come with Convscope', () => {
  const small = Object.keys(PRESETS).filter((name) => defineNetwork(preset(name)).parameterCount < 3e6);
  it.each(small)('%s gives the same numbers in tfjs, and comes back', async (name) => {
    const network = defineNetwork(preset(name));
    const weights = randomWeights(network, 1);
    const { files } = writeTfjs({ network: network.toJSON(), weights, remarks: [] });
    const back = readTfjs(files);
    expect(back.network).toEqual(network.toJSON());
    expectSameBits(back.weights!, weights);
    const inputs = randomInputs(network, 3);
    const ours = await gpuOutputs(device, network, weights, inputs);
    const theirs = tfjsOutputs(await tfjsModel(files), inputs);
    network.outputs.forEach((output, i) => expectClose(ours.get(output)!, theirs[i]!, output));
  });
});

describe('files that we write', () => {
  const big = (): Network =>
    defineNetwork({
      name: 'big',
      input: [1000],
      layers: [{ kind: 'dense', name: 'd', options: { units: 2500 } }],
    });

  it('hold the weights in shards of 4 MB with the names of the converter', () => {
    const network = big();
    const weights = randomWeights(network, 1);
    const { files } = writeTfjs({ network: network.toJSON(), weights, remarks: [] });
    expect([...files].map(([name, { length }]) => [name, name.endsWith('.json') ? 0 : length])).toEqual([
      ['model.json', 0],
      ['group1-shard1of3.bin', 4194304],
      ['group1-shard2of3.bin', 4194304],
      ['group1-shard3of3.bin', 10_010_000 - 2 * 4194304],
    ]);
    expectSameBits(readTfjs(files).weights!, weights);
  });

  it('are read from a folder, and from a drop without folders', () => {
    const network = randomNetwork(2, { allows: plain });
    const weights = randomWeights(network, 2);
    const { files } = writeTfjs({ network: network.toJSON(), weights, remarks: [] });
    const inFolder = new Map([...files].map(([name, bytes]) => [`a/b/${name}`, bytes]));
    expect(readTfjs(inFolder).network).toEqual(network.toJSON());
    const mixed = new Map(
      [...files].map(([name, bytes]) => [name.endsWith('.json') ? `a/${name}` : name, bytes]),
    );
    expect(readTfjs(mixed).network).toEqual(network.toJSON());
  });

  it('are refused where tfjs cannot have the layer, or a weight is no number', () => {
    const network = defineNetwork({
      name: 'net',
      input: [9, 9, 1],
      layers: [{ kind: 'depthwiseConv2d', name: 'd', options: { kernelSize: 3, dilationRate: 2 } }],
    });
    const weights = randomWeights(network, 1);
    const write = () => writeTfjs({ network: network.toJSON(), weights, remarks: [] });
    expect(write).toThrow("net: 'd': tfjs cannot have it: its DepthwiseConv2D has no dilation");
    const other = defineNetwork({
      name: 'row',
      input: [4],
      layers: [{ kind: 'dense', options: { units: 4 } }],
    });
    const broken = randomWeights(other, 2);
    const [name, values] = [...broken][0]!;
    values[1] = NaN;
    expect(() => writeTfjs({ network: other.toJSON(), weights: broken, remarks: [] })).toThrow(
      `'${name}': number 2 of ${values.length} is NaN`,
    );
  });
});

describe('bad files', () => {
  const network = defineNetwork({
    name: 'net',
    input: [6, 6, 1],
    layers: [
      { kind: 'conv2d', name: 'c', options: { filters: 2, kernelSize: 3 } },
      { kind: 'flatten', name: 'f' },
      { kind: 'dense', name: 'd', options: { units: 3 } },
    ],
  });
  const files = writeTfjs({
    network: network.toJSON(),
    weights: randomWeights(network, 3),
    remarks: [],
  }).files;
  const shard = 'group1-shard1of1.bin';

  interface Json {
    format: string;
    modelTopology: unknown;
    weightsManifest: { paths: string[]; weights: object[] }[];
  }
  function changed(change: (json: Json) => void): Map<string, Uint8Array> {
    const json = JSON.parse(new TextDecoder().decode(files.get('model.json'))) as Json;
    change(json);
    return new Map<string, Uint8Array>(files).set(
      'model.json',
      new TextEncoder().encode(JSON.stringify(json)),
    );
  }
  const withShard = (bytes: Uint8Array): Map<string, Uint8Array> =>
    new Map<string, Uint8Array>(files).set(shard, bytes);
  const without = (name: string): Map<string, Uint8Array> => {
    const less = new Map<string, Uint8Array>(files);
    less.delete(name);
    return less;
  };
  const bytes = files.get(shard)!;
  const nan = bytes.slice();
  new Float32Array(nan.buffer)[20] = NaN;
  const spec = (change: object) =>
    changed(({ weightsManifest: [group] }) => (group!.weights[0] = { ...group!.weights[0], ...change }));

  it.each<[string, ReadonlyMap<string, Uint8Array>, string]>([
    [
      'no model.json',
      without('model.json'),
      'tfjs model: expected a model.json. Received group1-shard1of1.bin',
    ],
    ['nothing', new Map(), 'tfjs model: expected a model.json. Received no other files'],
    [
      'two models',
      new Map([...files, ['b/model.json', files.get('model.json')!]]),
      'tfjs model: expected one model.json. Received model.json, b/model.json',
    ],
    ['no JSON', new Map([...files, ['model.json', bytes]]), 'model.json: expected JSON. It cannot be read'],
    [
      'other JSON',
      changed((json) => delete (json as Partial<Json>).modelTopology),
      "model.json: has no 'modelTopology'",
    ],
    [
      'a graph model',
      changed((json) => (json.format = 'graph-model')),
      'model.json: is a graph model: frozen operations',
    ],
    [
      'a graph model by its topology',
      changed((json) => (json.modelTopology = { node: [], library: {} })),
      'model.json: is a graph model',
    ],
    [
      'a shard missing',
      without(shard),
      "model.json: shard 'group1-shard1of1.bin' is missing. There are no other files",
    ],
    [
      'a shard short',
      withShard(bytes.slice(0, -8)),
      `model.json: shard '${shard}' (${bytes.length - 8} bytes): the weights of group 1 take ${bytes.length} bytes, ` +
        `its 1 shards hold ${bytes.length - 8}: 8 bytes too few`,
    ],
    ['a shard long', withShard(new Uint8Array(bytes.length + 2)), '2 bytes too many'],
    [
      'an empty shard',
      withShard(new Uint8Array(0)),
      `(0 bytes): the weights of group 1 take ${bytes.length} bytes`,
    ],
    ['a weight that is no number', withShard(nan), "model.json: weight 'd/kernel': number 1 of 96 is NaN"],
    [
      'a path out of the folder',
      changed(({ weightsManifest: [group] }) => (group!.paths = ['../x.bin'])),
      'a path must name a file beside the model or below it. Received "../x.bin"',
    ],
    [
      'an address',
      changed(({ weightsManifest: [group] }) => (group!.paths = ['https://x.y/z.bin'])),
      'a path must name a file beside the model',
    ],
    [
      'a path that is no text',
      changed(({ weightsManifest: [group] }) => (group!.paths = [7 as never])),
      "a path in 'paths' must be a string. Received 7",
    ],
    ['an unknown type', spec({ dtype: 'string' }), "weight 'c/kernel': 'dtype' must be one of float32"],
    [
      'whole numbers for weights',
      spec({ dtype: 'int32' }),
      "weight 'c/kernel': a layer's weight must be float32, quantised or not. Received int32",
    ],
    [
      'unknown quantisation',
      spec({ quantization: { dtype: 'uint4', min: 0, scale: 1 } }),
      'quantised to must be uint8, uint16 or float16. Received "uint4"',
    ],
    [
      'quantisation without a scale',
      spec({ quantization: { dtype: 'uint8', min: 0 } }),
      "quantised needs 'scale' and 'min' as numbers. Received nothing and 0",
    ],
    ['a shape of 2⁵³ numbers', spec({ shape: [2 ** 53, 3] }), "'shape' must be whole numbers"],
    ['a shape of 2⁵² numbers', spec({ shape: [2 ** 26, 2 ** 26] }), 'bytes too few'],
    [
      'another shape',
      spec({ shape: [3, 3, 2, 1] }),
      "model.json: weight 'c/kernel': the layer needs 3×3×1×2. Received 3×3×2×1",
    ],
    [
      'a weight under another name',
      spec({ name: 'x/kernel' }),
      "model.json: weight 'c/kernel' of 4 are missing",
    ],
    ['two weights of one name', spec({ name: 'c/bias' }), "model.json: two weights are called 'c/bias'"],
  ])('%s', (_, bad, message) => {
    let error: unknown = null;
    try {
      readTfjs(bad);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(FormatError);
    expect((error as FormatError).message).toContain(message);
  });

  it('name the shard of another length than its neighbours', () => {
    const large = defineNetwork({
      name: 'big',
      input: [1000],
      layers: [{ kind: 'dense', name: 'd', options: { units: 2500 } }],
    });
    const written = writeTfjs({
      network: large.toJSON(),
      weights: randomWeights(large, 1),
      remarks: [],
    }).files;
    written.set('group1-shard2of3.bin', written.get('group1-shard2of3.bin')!.slice(0, 100));
    expect(() => readTfjs(written)).toThrow("shard 'group1-shard2of3.bin' (100 bytes)");
  });
});
