// Layers that share weights, through every format and back: what was one layer stays one, and gives the same numbers.

import { writeFileSync, mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { backbone } from '../../src/formats/backbone';
import { foldBatchNormalization } from '../../src/formats/foldBatchNormalization';
import { readModel, writeModel } from '../../src/formats/formats';
import { followNetwork } from '../../src/formats/keras/code/follow';
import { readCode } from '../../src/formats/keras/code/read';
import { writeCode } from '../../src/formats/keras/code/write';
import { readOperators } from '../../src/formats/onnx/read';
import { writePyTorchProgram } from '../../src/formats/pytorch/program';
import { writePyTorchModule } from '../../src/formats/pytorch/write';
import { FormatError, type StoredModel } from '../../src/formats/storedModel';
import { defineNetwork } from '../../src/models/anyNetwork';
import { forwardOnHost } from '../../src/models/hostForward';
import { withOption } from '../../src/models/sharing';
import { randomInputs, randomNetwork, randomWeights } from '../../src/fuzz/randomNetworks';
import { ndArray } from '../../src/reference/ndArray';
import { relativeError } from '../support/compare';
import { siamese, weightsOf } from '../support/siamese';

const network = siamese();
/** Such that the answers to different pictures differ. */
const weights = new Map(
  [...weightsOf(network)].map(([name, values]) => [
    name,
    values.map((value) => (name === 'embed/weight' ? value / 8 : name === 'conv/bias' ? value + 1 : value)),
  ]),
);
const model: StoredModel = { network: network.toJSON(), weights, remarks: [] };
const pictures = {
  ...ndArray([2, 6, 12, 1]),
  data: Float64Array.from({ length: 144 }, (_, i) => ((i * 29) % 83) / 83),
};

const answersOf = (
  { network: config, weights }: StoredModel,
  output = defineNetwork(config).outputs[0] ?? '',
): number[] => [
  ...(forwardOnHost(defineNetwork(config), (name) => weights?.get(name) ?? new Float32Array(0), [
    pictures,
  ]).get(output)?.data ?? []),
];
const ANSWERS = answersOf(model);
/** Of Keras 3.16, which loaded the .keras file written here. */
const OF_KERAS = [0.23605098, 0.26907352, 0.49487546, 0.23503666, 0.26855648, 0.49640688];

it('answers as Keras does, which loads what is written here', () => {
  expect(relativeError(ANSWERS, OF_KERAS)).toBeLessThanOrEqual(1e-5);
});

/** Tfjs has no Subtract. */
const forTfjs: StoredModel = {
  ...model,
  network: {
    ...model.network,
    layers: model.network.layers.map((layer) =>
      layer.kind === 'subtract' ? { ...layer, kind: 'add' } : layer,
    ),
  },
};

describe.each([
  ['convscope', model],
  ['keras', model],
  ['h5', model],
  ['safetensors', model],
  ['onnx', model],
  ['tfjs', forTfjs],
] as const)('%s', (id, given) => {
  it('keeps the layers, who shares with whom, and every bit of the weights', async () => {
    const { files, remarks } = await writeModel(id, given, 'siamese');
    expect(remarks).toEqual([]);
    if (process.env.WRITTEN !== undefined) {
      mkdirSync(process.env.WRITTEN, { recursive: true });
      for (const { name, bytes } of files) writeFileSync(`${process.env.WRITTEN}/${name}`, bytes);
    }
    const read = await readModel(files);
    if (read.kind !== 'model') throw new Error('holds no model');
    expect(defineNetwork(read.model.network).toJSON().layers).toEqual(given.network.layers);
    expect(new Map([...(read.model.weights ?? [])].sort())).toEqual(
      new Map([...(model.weights ?? [])].sort()),
    );
    expect(read.model.remarks).toEqual([]);
  });
});

it('JSON keeps the layers, and who shares with whom', async () => {
  const { files } = await writeModel('json', { ...model, weights: null });
  const read = await readModel(files);
  expect(read.kind === 'model' && read.model.network).toEqual(model.network);
});

it('the operators of an ONNX file alone tell which layers read the same weights', async () => {
  const { files } = await writeModel('onnx', model);
  const read = readOperators(files[0]?.bytes ?? new Uint8Array(), 'siamese.onnx');
  const shared = read.network.layers.filter(({ sharesWith }) => sharesWith !== undefined);
  expect(shared.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['conv2d', 'batchNormalization', 'dense']),
  );
  expect(shared).toHaveLength(5);
  expect(relativeError(answersOf(read), ANSWERS)).toBeLessThanOrEqual(1e-6);
});

describe('Keras code', () => {
  const code = writeCode(model.network);

  it('calls one layer at each of its places, and is read as it was', () => {
    expect(code).toContain('shared_cell = Dense(units=4, activation="tanh", name="cell")');
    expect(code).toContain('cell = shared_cell(difference)');
    expect(code).toContain('cell_3 = shared_cell(cell_2)');
    const reading = readCode(code, { picture: [6, 12, 1], classes: 3 });
    expect(reading.lints).toEqual([]);
    expect(defineNetwork(reading.network!).toJSON()).toEqual(model.network);
  });

  it('an option of a layer that shares is changed where the layer is made, for all of its places', () => {
    const wanted = withOption(model.network, 'cell_2', 'activation', 'relu');
    const followed = followNetwork(code, model.network, wanted, { picture: [6, 12, 1], classes: 3 });
    expect('code' in followed && followed.code).toBe(
      code.replace('"tanh", name="cell"', '"relu", name="cell"'),
    );
  });
});

describe('PyTorch', () => {
  it('has one module that is called at each place', () => {
    const text = writePyTorchModule(network);
    expect(text.match(/self\.cell = nn\.Linear/g)).toHaveLength(1);
    expect(text).toContain('cell_3 = torch.tanh(self.cell(cell_2))');
    expect(text).not.toContain('self.cell_2');
    expect(text.match(/"conv\/weight"/g)).toHaveLength(1);
    if (process.env.WRITTEN !== undefined)
      for (const [name, bytes] of writePyTorchProgram(model)) {
        mkdirSync(`${process.env.WRITTEN}/torch`, { recursive: true });
        writeFileSync(`${process.env.WRITTEN}/torch/${name}`, bytes);
      }
  });

  it('refuses what would have to be two modules', () => {
    const other = defineNetwork({
      name: 'borders',
      input: [5, 5, 2],
      layers: [
        {
          ...{ name: 'conv', kind: 'conv2d' },
          options: { filters: 2, kernelSize: 3, strides: 2, padding: 'same' },
        },
        { name: 'again', kind: 'conv2d', sharesWith: 'conv' },
        { name: 'flatten', kind: 'flatten' },
      ],
    });
    const write = (): string => writePyTorchModule(other);
    // Borders differ where the sides are odd and even.
    const even = defineNetwork({ ...other.toJSON(), input: [6, 6, 2] });
    expect(write().match(/nn\.Conv2d/g)).toHaveLength(1);
    expect(() => writePyTorchModule(even)).toThrow(FormatError);
  });
});

describe('parts of a network', () => {
  it('the front up to a layer that shares has its weights itself', () => {
    const front = backbone(model, 'embed_2');
    expect(front.network.layers.map(({ name, sharesWith }) => [name, sharesWith])).toEqual(
      ['right', 'conv_2', 'norm_2', 'flatten_2', 'embed_2'].map((name) => [name, undefined]),
    );
    expect(answersOf(front)).toEqual(answersOf(model, 'embed_2'));
    expect(front.weights?.get('conv_2/weight')).toEqual(model.weights?.get('conv/weight'));
  });

  it('batch normalization that is shared, or behind what is shared, is not folded', () => {
    const folded = foldBatchNormalization(model);
    expect(defineNetwork(folded.network).toJSON()).toEqual(model.network);
    expect(answersOf(folded)).toEqual(ANSWERS);
  });
});

/** A random network in which a layer with weights is applied once more: to another value of the same shape, if there is one. */
function withOneShared(seed: number): StoredModel | null {
  const random = randomNetwork(seed, { form: 'graph' });
  const owners = random.layers.filter(({ parameters }) => parameters.length > 0);
  const owner = owners[seed % Math.max(1, owners.length)];
  if (owner === undefined) return null;
  const shapes = owner.inputShapes.map(String);
  const others = [
    ...random.inputs.map(({ name, shape }) => ({ name, outputShape: shape })),
    ...random.layers,
  ];
  const inputs = shapes.map(
    (shape, i) =>
      others.find(({ name, outputShape }) => String(outputShape) === shape && name !== owner.inputs[i])
        ?.name ??
      owner.inputs[i] ??
      '',
  );
  const name = `${owner.name}_2`;
  const config = random.toJSON();
  const shared = defineNetwork({
    ...config,
    layers: [...config.layers, { name, kind: owner.definition.kind, inputs, sharesWith: owner.name }],
    outputs: [...random.outputs, name],
  });
  return { network: shared.toJSON(), weights: randomWeights(shared, seed), remarks: [] };
}

const SEEDS = Array.from({ length: 60 }, (_, i) => i + 1);

describe.each(['keras', 'h5', 'onnx', 'safetensors', 'convscope'] as const)(
  '60 random networks with a shared layer as %s',
  (id) => {
    it('come back with every bit and the same answers', async () => {
      let count = 0;
      for (const seed of SEEDS) {
        const given = withOneShared(seed);
        if (given === null) continue;
        const { files } = await writeModel(id, given, 'random');
        const read = await readModel(files);
        if (read.kind !== 'model') throw new Error('holds no model');
        const [before, after] = [given.network, read.model.network].map((config) => defineNetwork(config));
        const sharers = (network = before): unknown =>
          network?.layers.flatMap(({ name, owner }) => (name === owner ? [] : [owner]));
        expect(sharers(after), `seed ${seed}`).toEqual(sharers());
        expect(new Map([...(read.model.weights ?? [])].sort()), `seed ${seed}`).toEqual(
          new Map([...(given.weights ?? [])].sort()),
        );
        const inputs = randomInputs(before!, seed, 2);
        const run = ({ network: config, weights }: StoredModel): number[][] => {
          const network = defineNetwork(config);
          const results = forwardOnHost(network, (key) => weights?.get(key) ?? new Float32Array(0), inputs);
          return network.outputs.map((output) => [...(results.get(output)?.data ?? [])]);
        };
        expect(run(read.model), `seed ${seed}`).toEqual(run(given));
        count++;
      }
      expect(count).toBeGreaterThan(40);
    });
  },
);
