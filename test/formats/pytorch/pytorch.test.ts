// Files that PyTorch wrote (make.py beside), fitted to the same network here: answers are compared with PyTorch's own.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fitWeights, groupTensors } from '../../../src/formats/fitWeights';
import { readModel, type ReadResult } from '../../../src/formats/formats';
import { pytorchLayouts } from '../../../src/formats/pytorch/layout';
import { readPickle } from '../../../src/formats/pytorch/pickle';
import { FormatError } from '../../../src/formats/storedModel';
import { writeZip, ZipArchive } from '../../../src/formats/zip';
import { lenet5 } from '../../../src/models/lenet';
import { defineNetwork, type Network } from '../../../src/models/network';
import { ndArray } from '../../../src/reference/ndArray';
import { networkForward } from '../../support/networkReference';

const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(join(import.meta.dirname, name)));
const read = (name: string, bytes = bytesOf(name)): Promise<ReadResult> => readModel([{ name, bytes }]);
const known = JSON.parse(readFileSync(join(import.meta.dirname, 'small.json'), 'utf8')) as {
  readonly pictures: number[];
  readonly answers: number[];
};

/** `Small` of make.py. PyTorch's BatchNorm adds 1e-5, Keras's 1e-3. */
const small = defineNetwork({
  name: 'small',
  input: [8, 8, 2],
  layers: [
    { name: 'conv1', kind: 'conv2d', options: { filters: 4, kernelSize: 3, padding: 'same' } },
    { name: 'norm1', kind: 'batchNormalization', options: { epsilon: 1e-5 } },
    { name: 'relu1', kind: 'reLU' },
    { name: 'pool1', kind: 'maxPooling2d' },
    { name: 'depthwise', kind: 'depthwiseConv2d', options: { kernelSize: [3, 1], depthMultiplier: 2 } },
    { name: 'flatten', kind: 'flatten' },
    { name: 'norm2', kind: 'batchNormalization', options: { epsilon: 1e-5 } },
    { name: 'dense1', kind: 'dense', options: { units: 5, activation: 'relu' } },
    { name: 'dense2', kind: 'dense', options: { units: 5, activation: 'tanh' } },
    { name: 'answer', kind: 'dense', options: { units: 3, activation: 'softmax' } },
  ],
});

async function fitted(name: string) {
  const result = await read(name);
  if (result.kind !== 'weights') throw new Error('weights are expected');
  return { ...fitWeights(small, result.groups), remarks: result.remarks };
}

/** The largest difference to PyTorch's answers. */
function difference(network: Network, weights: ReadonlyMap<string, Float32Array>): number {
  const values = new Map(
    network.layers.flatMap(({ name, parameters }) =>
      parameters.map((one) => {
        const key = `${name}/${one.name}`;
        return [key, ndArray(one.shape, [...weights.get(key)!])] as const;
      }),
    ),
  );
  const [input] = network.inputs;
  const [size, classes] = [8 * 8 * 2, 3];
  const answers = Array.from({ length: known.pictures.length / size }, (_, i) => {
    const picture = known.pictures.slice(i * size, (i + 1) * size);
    return [...networkForward(network, values, new Map([[input!.name, picture]])).get('answer')!.data];
  });
  return Math.max(...answers.flat().map((answer, i) => Math.abs(answer - known.answers[i]!)), classes - 3);
}

describe('a state_dict of PyTorch', () => {
  test('fits by order, layer by layer, and gives the answers that PyTorch gives', async () => {
    const { weights, report } = await fitted('small.pt');
    expect(report).toMatchObject({ missing: [], unused: [] });
    expect(report.matched.map(({ tensor, parameter }) => `${tensor} → ${parameter}`)).toContain(
      'fc1.weight → dense1/weight',
    );
    expect(report.matched).toHaveLength(18);
    expect(difference(small, weights)).toBeLessThan(1e-6);
  });

  test('of a checkpoint, in halves, behind DataParallel, with strides and a shared storage', async () => {
    const { weights, report, remarks } = await fitted('checkpoint.pth');
    expect(report).toMatchObject({ missing: [], unused: [] });
    expect(remarks).toEqual(["checkpoint.pth: the weights are those of 'model_state_dict'"]);
    expect(difference(small, weights)).toBeLessThan(5e-3);
  });

  test('fits all ten tensors of LeNet, whose first dense layer reads maps channel by channel', () => {
    const network = defineNetwork(lenet5);
    const layouts = pytorchLayouts(network);
    const names = ['conv1', 'conv2', 'fc1', 'fc2', 'fc3'].flatMap((name) => [
      `${name}.weight`,
      `${name}.bias`,
    ]);
    const tensors = [...layouts.values()].map(({ shape }, i) => ({
      name: names[i]!,
      shape,
      values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, at) => at),
    }));
    expect(tensors.map(({ shape }) => shape.join('×'))).toEqual([
      '6×1×5×5',
      '6',
      '16×6×5×5',
      '16',
      '120×400',
      '120',
      '84×120',
      '84',
      '10×84',
      '10',
    ]);
    const { weights, report } = fitWeights(network, groupTensors(tensors));
    expect(report.matched).toHaveLength(10);
    // Row 1 of ours is pixel (0, 0) of map 1, whose 25 pixels PyTorch has behind the 25 of map 0.
    expect(weights.get('dense1/weight')![120]).toBe(25);
    expect(weights.get('dense1/weight')![1]).toBe(400);
  });

  test('a kernel of another size is told with both shapes, as PyTorch has them', async () => {
    const result = await read('small.pt');
    const config = small.toJSON();
    const other = defineNetwork({
      ...config,
      layers: config.layers.map((layer) =>
        layer.name === 'conv1' ? { ...layer, options: { ...layer.options, kernelSize: 5 } } : layer,
      ),
    });
    const { missing } = fitWeights(other, result.kind === 'weights' ? result.groups : []).report;
    expect(missing[0]).toEqual({
      parameter: 'conv1/weight',
      shape: [4, 2, 5, 5],
      found: { tensor: 'conv1.weight', shape: [4, 2, 3, 3] },
    });
  });
});

describe('what is no state_dict', () => {
  const refused = async (name: string, bytes?: Uint8Array): Promise<string> => {
    try {
      await read(name, bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError);
      return (error as Error).message;
    }
    throw new Error('it was read');
  };

  test('a whole module would have to be executed: its class is named, and what to save instead', async () => {
    expect(await refused('module.pt')).toContain(
      "'torch.nn.modules.container.Sequential' is not read: only tensors are. Save only the weights: torch.save(model.state_dict(), …)",
    );
  });

  test('a pickle that calls a program is refused by its name; nothing is executed', async () => {
    const attack = new TextEncoder().encode("cos\nsystem\n(S'echo'\ntR.");
    expect(await refused('evil.pt', writeZip(new Map([['x/data.pkl', attack]])))).toBe(
      "evil.pt, entry 'x/data.pkl', byte 11: 'os.system' is not read: only tensors are. " +
        'Save only the weights: torch.save(model.state_dict(), …)',
    );
  });

  test('a file of before version 1.6', async () => {
    expect(await refused('old.pth', Uint8Array.of(0x80, 2, 0x8a, 10))).toBe(
      'old.pth: is a pickle, as PyTorch wrote before version 1.6. Load it there and save it again: torch.save(state_dict, …)',
    );
  });

  test('a storage that is shorter than its tensor, or missing', async () => {
    const zip = new ZipArchive('small.pt', bytesOf('small.pt'));
    const without = (change: (name: string) => Uint8Array | null) =>
      writeZip(
        new Map(
          zip.names.flatMap((name) => {
            const bytes = change(name);
            return bytes === null ? [] : [[name, bytes] as const];
          }),
        ),
      );
    const first = zip.names.find((name) => name.endsWith('data/0'))!;
    expect(
      await refused(
        'cut.pt',
        without((name) => zip.read(name).slice(0, name === first ? 8 : undefined)),
      ),
    ).toBe("cut.pt, tensor 'conv1.weight': its 72 numbers of F32 need 288 bytes. The entry has 8");
    expect(
      await refused(
        'lost.pt',
        without((name) => (name === first ? null : zip.read(name))),
      ),
    ).toContain('data/0');
  });

  test('any 400 damaged pickles are read or refused with their place, within a moment', () => {
    const zip = new ZipArchive('small.pt', bytesOf('small.pt'));
    const pickle = zip.read(zip.names.find((name) => name.endsWith('data.pkl'))!);
    let seed = 1;
    const random = (below: number): number => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    for (let i = 0; i < 400; i++) {
      const damaged = pickle.slice(0, i % 4 === 0 ? random(pickle.length) : undefined);
      for (let n = 0; n <= random(4); n++)
        if (damaged.length > 0) damaged[random(damaged.length)] = random(256);
      try {
        readPickle('damaged', damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
        expect((error as Error).message).toMatch(/^damaged, byte \d+: /);
      }
    }
  });
});

test('layers that came later lie as PyTorch lays them out: transposed and grouped convolutions, normalizations, slopes', () => {
  const network = defineNetwork({
    name: 'later',
    input: [4, 4, 4],
    layers: [
      { name: 'up', kind: 'conv2dTranspose', options: { filters: 6, kernelSize: [2, 3], useBias: false } },
      { name: 'norm', kind: 'groupNormalization', options: { groups: 2 } },
      { name: 'slopes', kind: 'prelu', options: { sharedAxes: [1, 2] } },
      { name: 'dealt', kind: 'groupedConv2d', options: { filters: 4, kernelSize: [1, 2], groups: 2 } },
    ],
  });
  const shapes = { 'up.weight': [4, 6, 2, 3], 'norm.weight': [6], 'norm.bias': [6], 'slopes.weight': [6] };
  const more = { 'dealt.weight': [4, 3, 1, 2], 'dealt.bias': [4] };
  const tensors = Object.entries({ ...shapes, ...more }).map(([name, shape], t) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return { name, shape, values: Float32Array.from({ length: size }, (_, i) => 1000 * t + i) };
  });
  const { weights, report } = fitWeights(network, groupTensors(tensors));
  expect(report.missing).toEqual([]);
  expect(report.unused).toEqual([]);
  const up = weights.get('up/kernel')!;
  const dealt = weights.get('dealt/kernel')!;
  for (let a = 0; a < 2; a++)
    for (let b = 0; b < 3; b++)
      for (let k = 0; k < 6; k++)
        for (let c = 0; c < 4; c++)
          expect(up[((a * 3 + b) * 6 + k) * 4 + c]).toBe(((c * 6 + k) * 2 + a) * 3 + b);
  for (let b = 0; b < 2; b++)
    for (let c = 0; c < 3; c++)
      for (let k = 0; k < 4; k++) expect(dealt[(b * 3 + c) * 4 + k]).toBe(4000 + (k * 3 + c) * 2 + b);
  expect([...weights.get('norm/gamma')!]).toEqual([1000, 1001, 1002, 1003, 1004, 1005]);
  expect([...weights.get('slopes/alpha')!]).toEqual([3000, 3001, 3002, 3003, 3004, 3005]);
});
