// Networks as PyTorch programs, run: their numbers compared with the reference, two processes with one.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readModel } from '../../../src/formats/formats';
import { writePyTorchProgram } from '../../../src/formats/pytorch/program';
import { writePyTorchModule } from '../../../src/formats/pytorch/write';
import { writeSafeTensors } from '../../../src/formats/safetensors/safetensors';
import { backward, forward, type StepInputs } from '../../../src/fuzz/reference';
import { lossDefinition } from '../../../src/losses/losses';
import { lastActivation } from '../../../src/models/lower';
import { defineNetwork, type Network, type NetworkConfig } from '../../../src/models/network';
import { softmaxForward } from '../../../src/reference/activations';
import { map, ndArray, random, type NdArray } from '../../../src/reference/ndArray';
import { pythonWith } from '../../../scripts/python.mjs';
import { ATTENTION } from '../../support/attention';
import { LABELLED, STEPPED } from '../../support/labelled';
import { answersOf, largestError } from '../../support/networkReference';
import { randomInputs, randomNetwork, randomWeights } from '../../../src/fuzz/randomNetworks';

const PYTHON = pythonWith('torch', 'numpy') ?? 'python3';
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'convscope-torch-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stored = (network: Network, seed: number) => ({
  network: network.toJSON(),
  weights: randomWeights(network, seed),
  remarks: [],
});

const WEIGHTS = join(import.meta.dirname, '../../../src/formats/pytorch/program/weights.py');

/** Runs modules. @returns of each its outputs */
function answered(folders: readonly string[]): number[][][] {
  const script = join(import.meta.dirname, 'check.py');
  const printed = execFileSync(PYTHON, [script, WEIGHTS, ...folders], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as number[][]);
}

/** Writes module, weights and inputs into a folder of its own. */
function written(network: Network, seed: number, inputs: readonly NdArray[]): string {
  const own = mkdtempSync(join(folder, 'net-'));
  writeFileSync(join(own, 'network.py'), writePyTorchModule(network));
  writeFileSync(join(own, 'start.safetensors'), writeSafeTensors(stored(network, seed)));
  writeFileSync(
    join(own, 'inputs.json'),
    `[${inputs.map(({ data, shape }) => nested([...data], shape)).join()}]`,
  );
  return own;
}

/** Values of a PyTorch module are maps or rows. */
const hasText = ({ inputs, layers }: Network): boolean =>
  [...inputs.map(({ shape }) => shape), ...layers.map(({ outputShape }) => outputShape)].every(
    ({ length }) => length === 1 || length === 3,
  );

test('60 random architectures give the numbers of the reference, and their weights come back to the bit', async () => {
  const cases = Array.from({ length: 200 }, (_, seed) => ({ seed, network: randomNetwork(seed) }))
    .filter(({ network }) => hasText(network))
    .slice(0, 60)
    .map(({ seed, network }) => {
      const model = stored(network, seed);
      const inputs = randomInputs(network, seed, 2);
      return { network, own: written(network, seed, inputs), model, input: inputs[0]! };
    });
  expect(cases).toHaveLength(60);
  const answers = answered(cases.map(({ own }) => own));
  for (const [i, { network, own, model, input }] of cases.entries()) {
    // The module gives logits.
    const error = largestError(answers[i]![0]!, answersOf(network, model.weights, input));
    expect(error, network.name).toBeLessThan(1e-4);
    const read = await readModel([
      { name: 'saved.safetensors', bytes: readFileSync(join(own, 'saved.safetensors')) },
    ]);
    expect(read.kind === 'model' && read.model.weights, network.name).toEqual(model.weights);
  }
});

test('40 random architectures with several inputs and outputs give the numbers of the reference', () => {
  const cases = Array.from({ length: 300 }, (_, seed) => ({
    seed,
    network: randomNetwork(seed, { form: 'graph', ends: 'any' }),
  }))
    .filter(({ network }) => hasText(network) && network.inputs.length + network.outputs.length > 2)
    .slice(0, 40)
    .map(({ seed, network }) => {
      // An output within the network, too, which others read, and one twice.
      const within =
        network.layers.find(({ name }) => !network.outputs.includes(name))?.name ?? network.outputs[0]!;
      const more = defineNetwork({
        ...network.toJSON(),
        outputs: [...network.outputs, within, network.outputs[0]!],
      });
      const inputs = randomInputs(more, seed, 2);
      return { network: more, inputs, seed, own: written(more, seed, inputs) };
    });
  expect(cases).toHaveLength(40);
  expect(cases.filter(({ network }) => network.inputs.length > 1).length).toBeGreaterThan(10);
  const answers = answered(cases.map(({ own }) => own));
  let logits = 0;
  for (const [i, { network, inputs, seed }] of cases.entries()) {
    const expected = referenceOf(network, seed, inputs);
    expect(answers[i]).toHaveLength(network.outputs.length);
    network.outputs.forEach((name, k) => {
      const layer = network.layers.find((one) => one.name === name)!;
      const { data } = expected.get(name)!;
      const given = ndArray([2, ...layer.outputShape], answers[i]![k]);
      const isLogits = lastActivation(layer) === 'softmax';
      if (isLogits) logits++;
      const error = largestError([...(isLogits ? softmaxForward(given) : given).data], [...data]);
      expect(error, `${network.name}, ${name}`).toBeLessThan(1e-4);
    });
  }
  expect(logits).toBeGreaterThan(3);
});

test('a label names rows of a table in the module as in the reference', () => {
  const cases = [LABELLED, STEPPED].map((config) => {
    const network = defineNetwork(config);
    return { network, inputs: randomInputs(network, 4, 6) };
  });
  const answers = answered(cases.map(({ network, inputs }) => written(network, 4, inputs)));
  cases.forEach(({ network, inputs }, i) => {
    const expected = referenceOf(network, 4, inputs).get('answer')!;
    expect(largestError(answers[i]![0]!, [...expected.data])).toBeLessThan(1e-4);
  });
});

test('tokens attend to one another in the module as in the reference', () => {
  const network = defineNetwork(ATTENTION);
  const inputs = randomInputs(network, 4, 3);
  const [outputs] = answered([written(network, 4, inputs)]);
  const answers = softmaxForward(ndArray([3, 3], outputs![0]));
  const expected = referenceOf(network, 4, inputs).get('answer')!;
  expect(largestError([...answers.data], [...expected.data])).toBeLessThan(1e-4);
});

/** A picture and a row; probabilities that another output reads, questions, and a map of numbers. */
const BOTH: NetworkConfig = {
  name: 'both',
  input: [
    { name: 'a', shape: [6, 6, 2] },
    { name: 'b', shape: [5] },
  ],
  layers: [
    {
      name: 'conv',
      kind: 'conv2d',
      options: { filters: 3, kernelSize: 3, activation: 'tanh' },
      inputs: ['a'],
    },
    { name: 'flat', kind: 'flatten', inputs: ['conv'] },
    { name: 'joined', kind: 'concatenate', inputs: ['flat', 'b'] },
    { name: 'x', kind: 'dense', options: { units: 3, activation: 'softmax' }, inputs: ['joined'] },
    { name: 'with x', kind: 'concatenate', inputs: ['x', 'b'] },
    { name: 'y', kind: 'dense', options: { units: 2, activation: 'sigmoid' }, inputs: ['with x'] },
    { name: 'z', kind: 'conv2d', options: { filters: 2, kernelSize: 1 }, inputs: ['conv'] },
    {
      name: 'pixels',
      kind: 'conv2d',
      options: { filters: 4, kernelSize: 1, activation: 'softmax' },
      inputs: ['conv'],
    },
  ],
  outputs: ['x', 'y', 'z', 'pixels'],
};

test('the program trains several outputs: losses with their weights, gradients of their sum', async () => {
  const network = defineNetwork(BOTH);
  const [rows, seed, rate, lossWeights] = [6, 5, 0.01, [0.7, 2, 0.25, 1.5]];
  const own = mkdtempSync(join(folder, 'several-'));
  for (const [name, content] of writePyTorchProgram(stored(network, seed), lossWeights))
    writeFileSync(join(own, name), content);
  const inputs = randomInputs(network, seed, rows);
  const targets: Readonly<Record<string, NdArray>> = {
    x: ndArray([rows], [0, 2, 1, 1, 0, 2]),
    y: ndArray(
      [rows, 2],
      Array.from({ length: 2 * rows }, (_, i) => Number(i % 3 === 0)),
    ),
    z: random([rows, 4, 4, 2], 9),
    pixels: ndArray(
      [rows, 4, 4],
      Array.from({ length: 16 * rows }, (_, i) => (i * i) % 4),
    ),
  };
  const arrays = [['a', inputs[0]!], ['b', inputs[1]!], ...Object.entries(targets)] as [string, NdArray][];
  const text = arrays.map(([name, { data, shape }]) => `"${name}": ${nested([...data], shape)}`).join();
  writeFileSync(join(own, 'data.json'), `{${text}}`);
  execFileSync(PYTHON, ['-c', ARRAYS], { cwd: own });
  const args = [
    'train.py',
    '--data',
    'data.npz',
    '--batch-size',
    String(rows),
    '--learning-rate',
    String(rate),
  ];
  const printed = execFileSync(PYTHON, [...args, '--epochs', '1'], { cwd: own, encoding: 'utf8' });

  const step = stepOf(network, seed, inputs);
  const pass = forward(step);
  const kinds = [
    'sparseCategoricalCrossentropy',
    'binaryCrossentropy',
    'meanSquaredError',
    'sparseCategoricalCrossentropy',
  ];
  const losses = network.outputs.map((name, i) => {
    const loss = lossDefinition(kinds[i]!);
    const [output, target] = [pass.values.get(name)!, targets[name]!];
    const mode = { fromLogits: false, labelSmoothing: 0 };
    const gradient = map(loss.reference.gradient(output, target, mode), (g) => lossWeights[i]! * g);
    return { value: loss.reference.loss(output, target, mode), gradient };
  });
  const told =
    /^epoch 1 {2}loss ([\d.]+) {2}x ([\d.]+) {2}y ([\d.]+) {2}z ([\d.]+) {2}pixels ([\d.]+) {2}accuracy/m.exec(
      printed,
    )!;
  const total = losses.reduce((sum, { value }, i) => sum + lossWeights[i]! * value, 0);
  [total, ...losses.map(({ value }) => value)].forEach((value, i) =>
    expect(Number(told[i + 1]), String(i)).toBeCloseTo(value, 5),
  );
  // The first step of Adam is the rate times g / (|g| + ε).
  const { parameters } = backward(
    step,
    pass,
    losses.map(({ gradient }) => gradient),
  );
  const read = await readModel([
    { name: 'trained.safetensors', bytes: readFileSync(join(own, 'trained.safetensors')) },
  ]);
  if (read.kind !== 'model') throw new Error('a model is expected');
  expect(read.model.network.outputs).toEqual(BOTH.outputs);
  let compared = 0;
  for (const [name, gradient] of parameters) {
    const [before, after] = [step.parameters.get(name)!.data, read.model.weights!.get(name)!];
    gradient.data.forEach((g, i) => {
      if (Math.abs(g) < 1e-4) return;
      compared++;
      expect(after[i]! - before[i]!, `${name} ${i}`).toBeCloseTo((-rate * g) / (Math.abs(g) + 1e-7), 5);
    });
  }
  expect(compared).toBeGreaterThan(200);
  // A wrong shape is said with its place.
  execFileSync(PYTHON, ['-c', `${ARRAYS}\nd["z"] = d["z"][:, :3]; numpy.savez("data.npz", **d)`], {
    cwd: own,
  });
  await expect(run(args, {}, own)).rejects.toThrow(
    "data.npz: expected 'z' of shape (2, 4, 4) (channels, rows, columns). Received (2, 3, 4)",
  );
  execFileSync(PYTHON, ['-c', `${ARRAYS}\ndel d["b"]; numpy.savez("data.npz", **d)`], { cwd: own });
  await expect(run(args, {}, own)).rejects.toThrow(
    "data.npz: expected an array 'b'. Received a, x, y, z, pixels",
  );
});

/** Arrays from JSON; whole numbers stay whole. */
const ARRAYS = `
import json, numpy
d = {name: numpy.array(array) for name, array in json.load(open("data.json")).items()}
numpy.savez("data.npz", **d)
`;

test('an auxiliary classifier learns the class that the data name', () => {
  const own = mkdtempSync(join(folder, 'auxiliary-'));
  const network = defineNetwork({
    name: 'auxiliary',
    input: [6, 6, 1],
    layers: [
      { name: 'conv', kind: 'conv2d', options: { filters: 3, kernelSize: 3, activation: 'relu' } },
      { name: 'row', kind: 'flatten' },
      { name: 'early', kind: 'dense', options: { units: 2, activation: 'softmax' } },
      { name: 'hidden', kind: 'dense', options: { units: 6, activation: 'relu' }, inputs: ['row'] },
      { name: 'late', kind: 'dense', options: { units: 2, activation: 'softmax' } },
    ],
    outputs: ['late', 'early'],
  });
  for (const [name, content] of writePyTorchProgram(stored(network, 4), [1, 0.3]))
    writeFileSync(join(own, name), content);
  execFileSync(PYTHON, ['-c', BARS, join(own, 'bars.npz')]);
  const args = [
    'train.py',
    '--data',
    'bars.npz',
    '--epochs',
    '8',
    '--batch-size',
    '8',
    '--learning-rate',
    '0.01',
  ];
  const printed = execFileSync(PYTHON, args, { cwd: own, encoding: 'utf8' });
  const told = [...printed.matchAll(/^epoch \d+ {2}loss ([\d.]+) {2}late ([\d.]+) {2}early ([\d.]+)/gm)].map(
    ([, ...numbers]) => numbers.map(Number),
  );
  expect(told).toHaveLength(8);
  for (const [loss, late, early] of told) expect(loss).toBeCloseTo(late! + 0.3 * early!, 5);
  [0, 1, 2].forEach((i) => expect(told[7]![i]).toBeLessThan(0.7 * told[0]![i]!));
});

/** Of a step of training in f64, for the reference of whole networks (src/fuzz/reference.ts, held against TensorFlow.js). */
function stepOf(network: Network, seed: number, inputs: readonly NdArray[]): StepInputs {
  const weights = randomWeights(network, seed);
  const parameters = new Map(
    network.layers.flatMap(({ name, parameters: specs }) =>
      specs.map((spec) => {
        const key = `${name}/${spec.name}`;
        return [key, ndArray(spec.shape, weights.get(key))] as const;
      }),
    ),
  );
  return { network, parameters, inputs, bare: new Set(), mode: { training: false, seed: 0, step: 0 } };
}

const referenceOf = (network: Network, seed: number, inputs: readonly NdArray[]) =>
  forward(stepOf(network, seed, inputs)).values;

test('two processes learn what one learns, and the result opens here', async () => {
  const network = defineNetwork({
    name: 'two bars',
    input: [6, 6, 1],
    layers: [
      {
        name: 'conv',
        kind: 'conv2d',
        options: { filters: 3, kernelSize: 3, padding: 'same', activation: 'relu' },
      },
      { name: 'pool', kind: 'maxPooling2d' },
      { name: 'row', kind: 'flatten' },
      { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
    ],
  });
  for (const [name, content] of writePyTorchProgram(stored(network, 4)))
    writeFileSync(join(folder, name), content);
  execFileSync(PYTHON, ['-c', BARS, join(folder, 'bars.npz')]);
  const args = [
    'train.py',
    '--data',
    'bars.npz',
    '--epochs',
    '3',
    '--batch-size',
    '8',
    '--learning-rate',
    '0.01',
  ];
  const one = execFileSync(PYTHON, [...args, '--out', 'one.safetensors'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const port = await freePort();
  const [two] = await Promise.all(
    [0, 1].map((rank) =>
      run([...args, '--out', 'two.safetensors'], {
        ...{ MASTER_ADDR: '127.0.0.1', MASTER_PORT: String(port), WORLD_SIZE: '2', RANK: String(rank) },
        ...{ LOCAL_RANK: String(rank), GLOO_SOCKET_IFNAME: 'lo', USE_LIBUV: '0' },
      }),
    ),
  );
  const losses = (text: string): number[] =>
    [...text.matchAll(/^epoch \d+ {2}loss ([\d.]+)/gm)].map(([, loss]) => Number(loss));
  expect(losses(one)).toHaveLength(3);
  expect(losses(one)[2]!).toBeLessThan(losses(one)[0]!);
  losses(two!).forEach((loss, i) => expect(loss).toBeCloseTo(losses(one)[i]!, 4));
  const open = async (name: string) => {
    const read = await readModel([{ name, bytes: readFileSync(join(folder, name)) }]);
    if (read.kind !== 'model' || read.model.weights === null) throw new Error('a model is expected');
    return read.model.weights;
  };
  const [first, second] = [await open('one.safetensors'), await open('two.safetensors')];
  for (const [name, values] of first)
    values.forEach((value, i) => expect(second.get(name)![i], name).toBeCloseTo(value, 4));
});

/** 64 pictures of one row or one column. */
const BARS = `
import sys, numpy
random = numpy.random.default_rng(1)
x, y = numpy.zeros((64, 6, 6, 1), numpy.uint8), numpy.arange(64) % 2
for n in range(64):
    place = random.integers(6)
    if y[n]: x[n, place] = 255
    else: x[n, :, place] = 255
numpy.savez(sys.argv[1], x_train=x, y_train=y)
`;

/** Row-major numbers as nested lists. */
function nested(numbers: readonly number[], shape: readonly number[]): string {
  const list = (at: number, axis: number): string => {
    const length = shape[axis];
    if (length === undefined) return String(numbers[at]);
    const step = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    return `[${Array.from({ length }, (_, i) => list(at + i * step, axis + 1)).join()}]`;
  };
  return list(0, 0);
}

function run(args: readonly string[], env: Readonly<Record<string, string>>, cwd = folder): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(PYTHON, args, { cwd, env: { ...process.env, ...env } });
    let [out, errors] = ['', ''];
    child.stdout.on('data', (piece) => (out += String(piece)));
    child.stderr.on('data', (piece) => (errors += String(piece)));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(out) : reject(new Error(errors))));
  });
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
