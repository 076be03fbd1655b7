// `npm run train` as a user runs it, on pictures in folders.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { PRESETS } from '../../src/models/presets';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runTerminal, type TerminalRun } from '../support/terminal';

let folder = '';

/** 12×12 pictures: reddish ones are of class `apple`, bluish ones of class `plum`. */
async function pictures(into: string, each: number): Promise<void> {
  for (const [name, colour] of [
    ['apple', [200, 40, 40]],
    ['plum', [40, 40, 200]],
  ] as const) {
    mkdirSync(join(into, name), { recursive: true });
    for (let i = 0; i < each; i++) {
      const pixels = Buffer.from(
        Array.from({ length: 432 }, (_, at) => colour[at % 3]! + ((at * 31 + i * 17) % 50)),
      );
      await sharp(pixels, { raw: { width: 12, height: 12, channels: 3 } })
        .toFormat(i % 2 === 0 ? 'png' : 'webp')
        .toFile(join(into, name, `${i}.${i % 2 === 0 ? 'png' : 'webp'}`));
    }
  }
}

const model = {
  name: 'tiny',
  input: [8, 8, 3],
  layers: [
    { kind: 'conv2d', options: { filters: 4, kernelSize: 3, activation: 'relu' } },
    { kind: 'maxPooling2d' },
    { kind: 'flatten' },
    { kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'convscope-'));
  await pictures(join(folder, 'train'), 24);
  await pictures(join(folder, 'test'), 6);
  writeFileSync(join(folder, 'tiny.json'), JSON.stringify(model));
});
afterAll(() => rmSync(folder, { recursive: true }));

const train = (...options: string[]): Promise<TerminalRun> => runTerminal('train', ...options);

const events = (stdout: string): { event: string; [key: string]: unknown }[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string });

describe('npm run train', () => {
  it('learns pictures in folders, prints a JSON object a line, and saves what it learned', async () => {
    const saved = join(folder, 'saved.json');
    const run = await train(
      ...[
        '--model',
        join(folder, 'tiny.json'),
        '--data',
        `folder:${join(folder, 'train')}`,
        '--test',
        `folder:${join(folder, 'test')}`,
      ],
      ...[
        '--size',
        '8',
        '--no-tune',
        '--epochs',
        '12',
        '--batch',
        '8',
        '--learning-rate',
        '0.02',
        '--json',
        '--save',
        saved,
      ],
    );
    expect(run.stderr.replace(/^Warning.*\n/gm, '')).toBe('');
    expect(run.status).toBe(0);
    const lines = events(run.stdout);
    expect(lines[0]).toMatchObject({
      event: 'start',
      model: 'tiny',
      target: expect.any(String) as string,
      training: 44,
      validation: 4,
      classes: 2,
      test: 12,
      batch: 8,
      epochs: 12,
      steps: 72,
      seed: 1,
    });
    const epochs = lines.filter(({ event }) => event === 'epoch');
    expect(epochs).toHaveLength(12);
    // The weights that are kept are the last of those about as good as the best on the held-out part; the test pictures have
    // no say in it.
    const losses = epochs.map(({ validationLoss }) => validationLoss as number);
    const last = losses.findLastIndex((loss) => loss <= 1.1 * Math.min(...losses) + 0.02);
    expect(lines.find(({ event }) => event === 'kept')).toMatchObject({
      ...{ epoch: last + 1, validationLoss: losses[last], stepsLeftOut: 0 },
    });
    expect(epochs.filter((epoch) => 'testLoss' in epoch)).toEqual([]);
    expect(lines.at(-1)).toMatchObject({ event: 'done', testAccuracy: 1, saved });
    // The held-out part has chosen the weights: it may make them less sure, not surer.
    const { calibration } = lines.at(-1) as unknown as { calibration: Record<string, number> };
    expect(calibration.temperature).toBeGreaterThanOrEqual(1);
    expect(calibration.errorBefore).toBeGreaterThanOrEqual(0);
    expect(Object.keys(lines.at(-1)!)).toEqual(expect.arrayContaining(['testLoss', 'seconds']));
    const file = JSON.parse(readFileSync(saved, 'utf8')) as {
      network: { layers: unknown[] };
      parameters: { name: string; float32: string }[];
    };
    expect(file.parameters.map(({ name }) => name)).toContain('conv2d_1/weight');
    expect(Buffer.from(file.parameters[0]!.float32, 'base64')).toHaveLength(3 * 3 * 3 * 4 * 4);

    const again = await train('--model', saved, '--summary');
    expect(again.stdout).toContain('conv2d_1 (Conv2D)');
  });

  it('goes on from a model in a file of any format, and saves in any', async () => {
    const pictures = [
      '--data',
      `folder:${join(folder, 'train')}`,
      '--test',
      `folder:${join(folder, 'test')}`,
    ];
    const settings = ['--size', '8', '--no-tune', '--batch', '8', '--json', '--augment', 'none'];
    const learned = join(folder, 'learned.keras');
    const first = await train(
      ...['--model', join(folder, 'tiny.json'), ...pictures, ...settings],
      ...['--epochs', '12', '--learning-rate', '0.02', '--save', learned],
    );
    expect(first.status, first.stderr).toBe(0);
    expect(events(first.stdout).at(-1)).toMatchObject({ event: 'done', testAccuracy: 1, saved: learned });

    // A step too small to learn anything: what it knows, it knows from the file.
    const again = await train(
      ...['--model', learned, ...pictures, ...settings],
      ...['--steps', '1', '--learning-rate', '1e-9', '--save', join(folder, 'again.onnx')],
    );
    expect(again.status, again.stderr).toBe(0);
    expect(events(again.stdout)[0]).toMatchObject({ event: 'start', model: 'tiny' });
    expect(events(again.stdout).at(-1)).toMatchObject({ event: 'done', testAccuracy: 1 });
    expect((await train('--model', join(folder, 'again.onnx'), '--summary')).stdout).toContain(
      'conv2d_1 (Conv2D)',
    );
  });

  it('loses nothing where the format has no words for the network', async () => {
    const layers = [{ kind: 'localResponseNormalization' }, ...model.layers];
    writeFileSync(join(folder, 'lrn.json'), JSON.stringify({ ...model, layers }));
    const asked = join(folder, 'lrn.tfjs.zip');
    const run = await train(
      ...['--model', join(folder, 'lrn.json'), '--data', 'noise', '--batch', '2', '--steps', '1'],
      ...['--no-tune', '--json', '--save', asked],
    );
    const lines = events(run.stdout);
    expect(lines.find(({ event }) => event === 'remark')?.text).toMatch(
      /lrn\.tfjs\.zip' could not be written: /,
    );
    expect(lines.at(-1)).toMatchObject({ event: 'done', saved: `${asked}.zip` });
    expect((await train('--model', `${asked}.zip`, '--summary')).stdout).toContain(
      'LocalResponseNormalization',
    );
  });

  it('keeps a fifth of each class apart where no test folder is given', async () => {
    const run = await train(
      '--model',
      join(folder, 'tiny.json'),
      '--data',
      `folder:${join(folder, 'train')}`,
      '--size',
      '8',
      '--epochs',
      '1',
      '--json',
    );
    expect(events(run.stdout)[0]).toMatchObject({ training: 34, validation: 4, test: 10 });
  });

  it('trains what a Keras script describes as it asks for, unless an option says otherwise', async () => {
    const script = join(folder, 'script.py');
    writeFileSync(
      script,
      [
        'import keras',
        'model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(2)])',
        'model.compile(optimizer=keras.optimizers.SGD(0.05, momentum=0.9), loss="sparse_categorical_crossentropy")',
        'model.fit(x, y, batch_size=6, epochs=2, validation_split=0.1)',
      ].join('\n'),
    );
    const given = ['--model', script, '--data', `folder:${join(folder, 'train')}`, '--size', '8', '--json'];
    const run = await train(...given);
    expect(run.status, run.stderr).toBe(0);
    const lines = events(run.stdout);
    expect(lines[0]).toMatchObject({ optimizer: 'sgd', learningRate: 0.05, batch: 6, epochs: 2 });
    const remarks = lines.flatMap(({ event, text }) => (event === 'remark' ? [String(text)] : []));
    expect(remarks.join('\n')).toContain(
      `${script}: was given the shape of its input, a softmax, to tell the pictures apart`,
    );
    expect(remarks.join('\n')).toContain('validation_split is passed over; --validation SHARE');
    const other = await train(...given, '--optimizer', 'adam', '--batch', '5', '--steps', '2');
    expect(events(other.stdout)[0]).toMatchObject({ optimizer: 'adam', batch: 5 });
    const saved = join(folder, 'script.keras');
    expect((await train(...given, '--steps', '2', '--save', saved)).status).toBe(0);
    // So does a model that Keras, or this program, compiled and saved.
    const again = await train('--model', saved, ...given.slice(2), '--steps', '1');
    expect(events(again.stdout)[0]).toMatchObject({ optimizer: 'sgd', learningRate: 0.05 });
  });

  it('tests with f16 weights as well, or says at the start that the device has none', async () => {
    const run = await train(
      ...['--model', join(folder, 'tiny.json'), '--data', `folder:${join(folder, 'train')}`, '--size', '8'],
      ...['--epochs', '2', '--batch', '8', '--json', '--f16'],
    );
    if (run.status !== 0) {
      expect(run.stdout).toBe('');
      expect(run.stderr).toContain("expected a device with the feature 'shader-f16'");
      return;
    }
    const { f16, testAccuracy } = events(run.stdout).at(-1) as unknown as Record<string, number> & {
      f16: Record<string, number>;
    };
    expect(Math.abs(f16.testAccuracy! - testAccuracy!)).toBeLessThanOrEqual(0.1); // one of ten
    expect(f16.largestDifference).toBeGreaterThan(0);
    expect(f16.largestDifference).toBeLessThan(2e-3);
    expect(f16.bytes).toBeLessThan(f16.bytesF32!);
  });

  it('draws shapes to train on, and others to test with', async () => {
    const shapes = ['--data', 'shapes-colour', '--classes', 'circle,cross', '--per-class', '20'];
    const run = await train(...shapes, '--epochs', '1', '--no-tune', '--json');
    expect(run.status, run.stderr).toBe(0);
    const lines = events(run.stdout);
    expect(lines[0]).toMatchObject({ event: 'start', model: 'shapenet', training: 40, test: 8 });
    expect(lines.at(-1)).toMatchObject({ event: 'done', classes: ['circle', 'cross'] });
    const refused = await train(...shapes, '--test', 'folder:x');
    expect([refused.status, refused.stderr]).toEqual([
      2,
      expect.stringContaining('--test cannot be used with --data shapes-colour, which has a test set'),
    ]);
    const unknown = await train('--data', 'shapes', '--classes', 'circle,star');
    expect([unknown.status, unknown.stderr]).toEqual([2, expect.stringContaining("there is no 'star'")]);
  });

  it('takes a step on noise of the network’s own size, or says before that it does not fit', async () => {
    const noise = ['--model', 'dnn', '--data', 'noise', '--batch', '2', '--no-tune', '--json'];
    const run = await train(...noise, '--steps', '3', '--optimizer', 'sgd');
    expect(run.status, run.stderr).toBe(0);
    const lines = events(run.stdout);
    expect(lines[0]).toMatchObject({ model: 'dnn', training: 6, test: 1 });
    expect(lines.filter(({ event }) => event === 'epoch')).toHaveLength(1);
    const refused = await train(...noise, '--memory', '1');
    expect(refused.status).toBe(1);
    expect(refused.stdout).toBe('');
    expect(refused.stderr).toMatch(
      /network 'dnn': a training step with adam on 2 pictures does not fit\. Expected at most 1\.0 MiB in all/,
    );
  });

  it('summarises a network without touching a GPU', async () => {
    const { stdout, status } = await train('--summary');
    expect(status).toBe(0);
    expect(stdout).toContain('Total params: 61,706');
  });

  it('summarises VGG-16, as wide as the terminal', async () => {
    const { stdout, stderr, status } = await train('--model', 'vgg16', '--summary');
    expect([status, stderr]).toEqual([0, '']); // Dawn, which allocates, would have said something
    expect(stdout).toContain(' Total params: 138,357,544 (527.79 MB)');
    expect(stdout).toContain('│ conv1_1 (Conv2D)                │ (None, 224, 224, 64)   │         1,792 │');
    expect(stdout.split('\n')[1]).toHaveLength(76);
    vi.stubEnv('COLUMNS', '200');
    const wide = await train('--model', 'vgg16', '--summary');
    vi.unstubAllEnvs();
    expect(wide.stdout.split('\n')[1]).toHaveLength(88);
  });

  it('tries a network on one picture: what it takes is said first, then times, answers and a step', async () => {
    const run = await train('--model', join(folder, 'tiny.json'), '--trial');
    expect(run.status).toBe(0);
    expect(run.stdout).toMatch(
      /^'tiny' on .+\nforward pass, all activations kept: Parameters 0\.0 MiB \+ activations of 1 picture .* = 0\.0 MiB\ntraining step: .* gradients /,
    );
    expect(run.stdout).toMatch(/^ {2}conv2d_1 +[\d.]+ ms$/m);
    expect(run.stdout).toMatch(/^outputs sum to 1\.00000\d; loss of the step [\d.]+; /m);

    const json = await train('--model', join(folder, 'tiny.json'), '--trial', '--json');
    const [trial] = events(json.stdout);
    expect(trial).toMatchObject({ event: 'trial', model: 'tiny', parameters: 186 });
    expect(trial!.loss).toBeCloseTo(-Math.log((trial!.probability as number[])[0]!), 4);
    expect((trial!.layers as { layer: string }[]).map(({ layer }) => layer)).toEqual([
      'conv2d_1',
      'maxPooling2d_1',
      'dense_1',
    ]);
  });

  it('explains its options', async () => {
    const { stdout, status } = await train('--help');
    expect(status).toBe(0);
    expect(stdout).toContain('npm run train -- --model lenet5 --data mnist');
    for (const name of Object.keys(PRESETS)) expect(stdout).toContain(name);
  });

  it.each([
    [['--epochs', '0'], "--epochs must be a whole number of at least 1. Received '0'"],
    [
      ['--model', 'lenet6'],
      /--model must be one of lenet5, lenet5-1998, .*fruitnet, or a file with a model. Received 'lenet6'/,
    ],
    [
      ['--data', 'cifar'],
      "--data must be mnist, shapes, shapes-colour, fruit-synthetic, noise, folder:DIR or files with a data set. Received 'cifar'",
    ],
    [['--optimizer', 'adan', '--data', 'mnist'], 'adan'],
    [['--colour', 'blue'], '--colour'],
    [['--save', 'model.pb'], "--save: 'model.pb': no format has this extension"],
    [['--save', 'no/folder/model.keras'], 'there is no folder'],
    [['--model', 'not-there.onnx'], "--model: 'not-there.onnx' cannot be read"],
  ])('says what is wrong with %s', async (options, message) => {
    const { stderr, status } = await train(...options);
    expect(stderr).toMatch(message);
    expect(status).toBeGreaterThan(0);
  });

  it('says what is wrong with a model file', async () => {
    const bad = join(folder, 'bad.json');
    writeFileSync(
      bad,
      JSON.stringify({ ...model, layers: [{ kind: 'conv2d', options: { filters: 4, kernelSize: 9 } }] }),
    );
    expect((await train('--model', bad, '--summary')).stderr).toContain(
      "Conv2D 'conv2d_1': the window is larger than its input: 9×9 on 8×8",
    );
    writeFileSync(bad, '{ "layers": [');
    expect((await train('--model', bad, '--summary')).stderr).toContain('bad.json: expected JSON');
  });
});
