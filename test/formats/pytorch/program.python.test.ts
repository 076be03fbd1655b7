// Networks as PyTorch programs, run: their numbers compared with the reference, two processes with one.

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readModel } from '../../../src/formats/formats';
import { writePyTorchProgram } from '../../../src/formats/pytorch/program';
import { writePyTorchModule } from '../../../src/formats/pytorch/write';
import { writeSafeTensors } from '../../../src/formats/safetensors/safetensors';
import { defineNetwork, type Network } from '../../../src/models/network';
import { pythonWith } from '../../../scripts/python.mjs';
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

test('60 random architectures give the numbers of the reference, and their weights come back to the bit', async () => {
  const cases = Array.from({ length: 200 }, (_, seed) => ({ seed, network: randomNetwork(seed) }))
    .filter(({ network }) =>
      [network.inputs[0]!.shape, ...network.layers.map((layer) => layer.outputShape)].every(
        ({ length }) => length === 1 || length === 3,
      ),
    )
    .slice(0, 60)
    .map(({ seed, network }) => {
      const own = join(folder, String(seed));
      const model = stored(network, seed);
      const [input] = randomInputs(network, seed, 2);
      mkdirSync(own);
      writeFileSync(join(own, 'network.py'), writePyTorchModule(network));
      writeFileSync(join(own, 'start.safetensors'), writeSafeTensors(model));
      writeFileSync(join(own, 'inputs.json'), nested([...input!.data], input!.shape));
      return { network, own, model, input: input! };
    });
  expect(cases).toHaveLength(60);
  const script = join(import.meta.dirname, 'check.py');
  const weights = join(import.meta.dirname, '../../../src/formats/pytorch/program/weights.py');
  const printed = execFileSync(PYTHON, [script, weights, ...cases.map(({ own }) => own)], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const lines = printed.trim().split('\n');
  for (const [i, { network, own, model, input }] of cases.entries()) {
    const answers = JSON.parse(lines[i]!) as number[];
    // The module gives logits.
    const error = largestError(answers, answersOf(network, model.weights, input));
    expect(error, network.name).toBeLessThan(1e-4);
    const read = await readModel([
      { name: 'saved.safetensors', bytes: readFileSync(join(own, 'saved.safetensors')) },
    ]);
    expect(read.kind === 'model' && read.model.weights, network.name).toEqual(model.weights);
  }
});

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

function run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(PYTHON, args, { cwd: folder, env: { ...process.env, ...env } });
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
