// Networks as PyTorch programs. Where Python has PyTorch, they are run there, and their numbers compared with the reference.

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readModel } from '../../../src/formats/formats';
import { writePyTorchProgram } from '../../../src/formats/pytorch/program';
import { writePyTorchModule } from '../../../src/formats/pytorch/write';
import { writeSafeTensors } from '../../../src/formats/safetensors/safetensors';
import { FormatError } from '../../../src/formats/storedModel';
import { lenet5 } from '../../../src/models/lenet';
import { defineNetwork, type Network } from '../../../src/models/network';
import { ndArray } from '../../../src/reference/ndArray';
import { networkForward } from '../../support/networkReference';
import { randomInputs, randomNetwork, randomWeights } from '../../../src/fuzz/randomNetworks';

const hasTorch = (python: string): boolean => {
  try {
    execFileSync(python, ['-c', 'import torch, numpy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
/** Debian's PyTorch is that of its own Python, which may not be the first in the path. */
const PYTHON = [process.env.PYTHON ?? 'python3', '/usr/bin/python3'].find(hasTorch);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'convscope-torch-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lenet = defineNetwork(lenet5);
const stored = (network: Network, seed: number) => ({
  network: network.toJSON(),
  weights: randomWeights(network, seed),
  remarks: [],
});

describe('a network as a PyTorch module', () => {
  test('reads like one that was written by hand', () => {
    const text = writePyTorchModule(lenet);
    expect(text).toContain(`    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, (5, 5), padding=(2, 2))
        self.conv2 = nn.Conv2d(6, 16, (5, 5))
        self.dense1 = nn.Linear(400, 120)
        self.dense2 = nn.Linear(120, 84)
        self.answer = nn.Linear(84, 10)
`);
    expect(text).toContain(`        conv1 = F.relu(self.conv1(`);
    expect(text).toContain(`        flatten = pool2.permute(0, 2, 3, 1).flatten(1)
        dense1 = F.relu(self.dense1(flatten))
        dense2 = F.relu(self.dense2(dense1))
        answer = self.answer(dense2)
        return answer
`);
    expect(text).toContain('"conv1/weight": ("conv1.weight", (3, 2, 0, 1)),');
  });

  test('names that are none in Python, or PyTorch’s own, are changed', () => {
    const network = defineNetwork({
      name: 'names',
      input: [4],
      layers: [
        { name: 'train', kind: 'dense', options: { units: 4 } },
        { name: 'class', kind: 'dense', options: { units: 4 } },
        { name: '1st layer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
      ],
    });
    const text = writePyTorchModule(network);
    expect(text).toContain('self.train_2 = nn.Linear(4, 4)');
    expect(text).toContain('self.class_ = nn.Linear(4, 4)');
    expect(text).toContain('"1st layer/weight": ("_1st_layer.weight", (1, 0)),');
  });

  test('what has no such text is refused with its place', () => {
    const row = defineNetwork({
      name: 'rows',
      input: [4, 4],
      layers: [{ name: 'out', kind: 'dense', options: { units: 2 } }],
    });
    expect(() => writePyTorchModule(row)).toThrow(
      new FormatError("rows, 'input'", 'must be a map (3 axes) or a row (1 axis) for PyTorch. It has 2'),
    );
    expect(() => writePyTorchProgram({ ...stored(lenet, 1), weights: null })).toThrow(
      'lenet5: has no weights to start from',
    );
  });
});

describe.skipIf(PYTHON === undefined)('in PyTorch', () => {
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
    const printed = execFileSync(PYTHON!, [script, weights, ...cases.map(({ own }) => own)], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const lines = printed.trim().split('\n');
    for (const [i, { network, own, model, input }] of cases.entries()) {
      const answers = JSON.parse(lines[i]!) as number[];
      const values = new Map(
        network.layers.flatMap(({ name, parameters }) =>
          parameters.map((one) => {
            const key = `${name}/${one.name}`;
            return [key, ndArray(one.shape, [...model.weights.get(key)!])] as const;
          }),
        ),
      );
      const [output = ''] = network.outputs;
      const [size] = [input.data.length / 2];
      const expected = [0, 1].flatMap((n) => {
        const picture = [...input.data].slice(n * size, (n + 1) * size);
        const given = new Map([[network.inputs[0]!.name, picture]]);
        // The module gives logits.
        return [...networkForward(network, values, given, output).get(output)!.data];
      });
      const largest = Math.max(1e-3, ...expected.map(Math.abs));
      const error = Math.max(...expected.map((value, at) => Math.abs(value - answers[at]!))) / largest;
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
    execFileSync(PYTHON!, ['-c', BARS, join(folder, 'bars.npz')]);
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
    const one = execFileSync(PYTHON!, [...args, '--out', 'one.safetensors'], {
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
    const child = spawn(PYTHON!, args, { cwd: folder, env: { ...process.env, ...env } });
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
