// `npm run convert`: a model from format to format and back, what it says, and how it refuses.

import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModelAt, saveTarget, writeModelTo } from '../../src/cli/modelFiles';
import { writeConvscopeRun } from '../../src/formats/convscope/archive';
import { FORMATS } from '../../src/formats/formats';
import { readWebPageModel } from '../../src/formats/html/webPage';
import type { StoredModel } from '../../src/formats/storedModel';
import { initialValues } from '../../src/models/initialValues';
import { lenet5 } from '../../src/models/lenet';
import { defineNetwork } from '../../src/models/network';
import { slabLayout } from '../../src/models/slabLayout';
import { randomWeights } from '../../src/fuzz/randomNetworks';
import { runTerminal, type TerminalRun } from '../support/terminal';

const network = defineNetwork(lenet5);
const model: StoredModel = { network: network.toJSON(), weights: randomWeights(network, 5), remarks: [] };

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'convscope-'))));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const convert = (...argv: string[]): Promise<TerminalRun> => runTerminal('convert', ...argv);

async function weightsAt(path: string): Promise<ReadonlyMap<string, Float32Array> | null> {
  const read = await readModelAt(path);
  return read.kind === 'model' ? read.model.weights : null;
}

describe('npm run convert', () => {
  it('goes through every format and back, with every bit of the weights', async () => {
    let from = at('start.zip');
    await writeModelTo(saveTarget(from), model);
    const names = FORMATS.filter(({ id }) => id !== 'weights.h5').map(({ extension }) => `lenet${extension}`);
    for (const name of [...names, 'a folder', 'end.zip']) {
      const { status: code, stdout: out, stderr: err } = await convert(from, at(name));
      expect([code, err], name).toEqual([0, '']);
      expect(out).toContain("network 'lenet5', 28×28×1 → 10, 8 layers, 61,706 parameters\n");
      expect(out).toContain(`wrote ${at(name)} (`);
      from = at(name);
    }
    expect(await weightsAt(from)).toEqual(model.weights);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('writes a PyTorch program into a folder of its own', async () => {
    await writeModelTo(saveTarget(at('program.keras')), model);
    const { status: code, stdout: out } = await convert(at('program.keras'), at('program'), '--for', 'torch');
    expect(code).toBe(0);
    expect(out).toContain('network.py, weights.py, train.py, start.safetensors, README.md\n');
    expect(await weightsAt(at('program/start.safetensors'))).toEqual(model.weights);
    writeFileSync(at('program/mine.txt'), '');
    const again = await convert(at('program.keras'), at('program'), '--for', 'torch');
    expect(again).toMatchObject({
      status: 1,
      stderr: `'${at('program')}' holds other files: mine.txt. Choose a new folder\n`,
    });
    const wrong = await convert(at('program.keras'), at('program'), '--for', 'tensorflow');
    expect(wrong.stderr).toContain("--for must be torch. Received 'tensorflow'\n");
  });

  it('reads a Keras script with what it imports, and draws the weights that training begins with', async () => {
    mkdirSync(at('project/parts'), { recursive: true });
    writeFileSync(
      at('project/script.py'),
      [
        'import keras',
        'from parts.head import head',
        'model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), head(3)])',
        'model.compile(optimizer=keras.optimizers.SGD(0.3), loss=keras.losses.CategoricalCrossentropy(from_logits=True))',
      ].join('\n'),
    );
    writeFileSync(
      at('project/parts/head.py'),
      'from keras import layers\ndef head(units):\n    return layers.Dense(units, name="answer")\n',
    );
    const run = await convert(at('project/script.py'), at('script.keras'));
    expect([run.status, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain(
      "(script): network 'model', 8×8×1 → 3, 2 layers, 195 parameters, without weights\n",
    );
    expect(run.stdout).toContain('weights: initial ones, of seed 1\n');
    const read = await readModelAt(at('script.keras'));
    if (read.kind !== 'model') throw new Error('expected a model');
    const { network: config, weights, compile } = read.model;
    expect(weights).toEqual(initialValues(defineNetwork(config), 1));
    expect(compile?.optimizer).toMatchObject({ kind: 'sgd', options: { learningRate: 0.3 } });
    expect(compile?.losses).toEqual([
      { kind: 'categoricalCrossentropy', labelSmoothing: 0, fromLogits: true },
    ]);
    // A program trains on probabilities.
    const program = await convert(at('project/script.py'), at('script program'), '--for', 'torch');
    expect(program.stdout).toContain("'answer' ends with logits (from_logits=True); read with softmax");
    writeFileSync(
      at('project/parts/head.py'),
      'from keras import layers\ndef head(units):\n    return layers.Dense(unit)\n',
    );
    expect(await convert(at('project/script.py'), at('x.keras'))).toMatchObject({
      status: 1,
      stderr: `${at('project/parts/head.py')}, line 3: 'unit' has no value here\n`,
    });
  });

  it('writes a web page that holds the network and the names of its classes', async () => {
    await writeModelTo(saveTarget(at('page.keras')), model);
    const labels = 'zero,one, two ,</script>,4,5,6,7,8,九';
    const run = await convert(at('page.keras'), at('page.html'), '--labels', labels);
    expect([run.status, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('for browsers with WebGPU');
    const html = readFileSync(at('page.html'), 'utf8');
    const [, content = ''] = /<script type="application\/json" id="model">([^<]*)<\/script>/.exec(html) ?? [];
    const page = readWebPageModel('page.html', content);
    const names = ['zero', 'one', 'two', '</script>', '4', '5', '6', '7', '8', '九'];
    expect(page.labels).toEqual({ en: names, ja: names });
    expect(page.weights).toEqual(model.weights);
  });

  it.each([
    ['a web page without names', ['x.html'], 'a web page needs the names of its classes'],
    ['names for something else', ['x.onnx', '--labels', 'a,b'], '--labels is only for a web page'],
    ['a name that is empty', ['x.html', '--labels', 'a,,b'], 'expected names between the commas'],
  ])('refuses %s as wrong usage', async (_, [out = '', ...more], message) => {
    await writeModelTo(saveTarget(at('named.keras')), model);
    const run = await convert(at('named.keras'), at(out), ...more);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain(message);
    expect(existsSync(at(out))).toBe(false);
  });

  it('refuses another number of names than classes, and leaves no file', async () => {
    await writeModelTo(saveTarget(at('ten.keras')), model);
    const run = await convert(at('ten.keras'), at('two.html'), '--labels', 'a,b');
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('expected 10 labels, one for each class. Received 2');
    expect(existsSync(at('two.html'))).toBe(false);
  });

  it('reads a tfjs model by its folder, and by its JSON with the shards beside it', async () => {
    await writeModelTo(saveTarget(at('tfjs')), model);
    writeFileSync(at('tfjs/notes.txt'), 'of no interest');
    expect(readdirSync(at('tfjs'))).toContain('group1-shard1of1.bin');
    for (const from of [at('tfjs'), at('tfjs/model.json')])
      expect(await weightsAt(from)).toEqual(model.weights);
  });

  it('puts weights onto the network they are for, by name or from a file, and says what has no place', async () => {
    await writeModelTo(saveTarget(at('w.weights.h5')), model);
    const alone = await convert(at('w.weights.h5'), at('w.onnx'));
    expect(alone.status).toBe(2);
    expect(alone.stderr).toContain(
      "'w.weights.h5' holds only weights; name their network with --onto NETWORK",
    );
    const { status: code, stdout: out } = await convert(
      at('w.weights.h5'),
      at('w.keras'),
      '--onto',
      'lenet5',
    );
    expect(code).toBe(0);
    expect(out).toContain('only weights, no network: 10 tensors, 61,706 values');
    expect(out).toContain('loaded 10 of 10 parameters\n');
    expect(await weightsAt(at('w.keras'))).toEqual(model.weights);

    // A network of which one layer is another keeps its own numbers there.
    const layers = lenet5.layers.map((layer) =>
      layer.name === 'dense2' ? { ...layer, options: { ...layer.options, units: 30 } } : layer,
    );
    const other = defineNetwork({ ...lenet5, layers });
    const own = randomWeights(other, 9);
    await writeModelTo(saveTarget(at('other.json')), { network: other.toJSON(), weights: own, remarks: [] });
    const fitted = await convert(at('w.weights.h5'), at('mixed.zip'), '--onto', at('other.json'));
    expect(fitted.stdout).toContain('loaded 7 of 10 parameters');
    expect(fitted.stdout).toMatch(/dense2\/weight \(120×30\): '.*' in the file has shape 120×84/);
    const mixed = await weightsAt(at('mixed.zip'));
    expect(mixed?.get('conv1/weight')).toEqual(model.weights?.get('conv1/weight'));
    expect(mixed?.get('dense2/weight')).toEqual(own.get('dense2/weight'));
  });

  it('takes network and weights of a whole session, and says that its run stays behind', async () => {
    const { places, bytes } = slabLayout(network);
    const slabs = { parameters: new ArrayBuffer(bytes.parameters), state: new ArrayBuffer(bytes.state) };
    for (const { name, slab, offsetBytes } of places)
      new Float32Array(slabs[slab], offsetBytes).set(model.weights?.get(name) ?? []);
    const run = {
      network: network.toJSON(),
      settings: { network: 'lenet5', optimizer: 'sgd', learningRate: 0.1, batchSize: 64, epochs: 5, seed: 1 },
      checkpoint: { step: 7, halted: false, slabs: { ...slabs, clock: new ArrayBuffer(64) } },
      history: { step: [], loss: [], accuracy: [], testStep: [], testAccuracy: [], stride: 1 },
    };
    writeFileSync(at('session.zip'), writeConvscopeRun(run));
    const { status: code, stdout: out } = await convert(at('session.zip'), at('session.onnx'));
    expect(code).toBe(0);
    expect(out).toContain('the training run of the session (7 steps) is not used');
    expect(await weightsAt(at('session.onnx'))).toEqual(model.weights);
  });

  it.each<[string, (out: string) => string[], number, RegExp]>([
    ['no names', () => [], 2, /^expected IN and OUT. Received 0 names\n/],
    ['an option that there is not', (out) => ['a', out, '--fast'], 2, /--fast/],
    ['a file that is not there', (out) => [at('nope.h5'), out], 1, /nope\.h5' cannot be read: there is no such file/],
    ['an invalid file', (out) => [at('text.h5'), out], 1, /^text\.h5: is not an HDF5 file/],
    ['a folder without a model', (out) => [at('empty'), out], 1, /empty: is a folder without a model in it/],
    ['an extension of no format', () => [at('start.zip'), at('x.pb')], 2, /x\.pb': no format has this extension. Known: \.zip, /],
    ['no folder to write to', () => [at('start.zip'), at('no/x.onnx')], 2, /x\.onnx': there is no folder/],
    ['the same file', () => [at('start.zip'), at('start.zip')], 2, /IN and OUT are the same/],
    ['a network that is not there', (out) => [at('start.zip'), out, '--onto', 'lenet6'], 2, /--onto is only for files without a network/],
    ['a network without weights for a format of weights', (out) => [at('bare.json'), out], 1, /x\.keras' could not be written: bare: has no weights/],
  ])('refuses in one line, and writes nothing: %s', async (_, argv, status, message) => {
    writeFileSync(at('text.h5'), 'hello');
    mkdirSync(at('empty'), { recursive: true });
    writeFileSync(at('bare.json'), JSON.stringify({ name: 'bare', input: [4], layers: [{ kind: 'dense', options: { units: 2 } }] }));
    const { status: code, stderr: err } = await convert(...argv(at('x.keras')));
    expect(code).toBe(status);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(status === 2 ? 2 : 1);
    expect(existsSync(at('x.keras'))).toBe(false);
  }); // prettier-ignore

  it('leaves what stood there where the new cannot be written', async () => {
    writeFileSync(at('kept.keras'), 'as it was');
    expect((await convert(at('bare.json'), at('kept.keras'))).status).toBe(1);
    expect(readFileSync(at('kept.keras'), 'utf8')).toBe('as it was');
  });

  it('runs as a program, and explains itself', () => {
    const run = (...argv: string[]) =>
      spawnSync(process.execPath, ['scripts/terminal.mjs', 'convert', ...argv], {
        cwd: resolve(import.meta.dirname, '../..'),
        encoding: 'utf8',
      });
    const help = run('--help');
    expect(help.status).toBe(0);
    for (const { extension } of FORMATS) expect(help.stdout).toContain(`NAME${extension} `);
    const failed = run(at('nope.h5'), at('x.onnx'));
    expect([failed.status, failed.stdout]).toEqual([1, '']);
    expect(failed.stderr).toContain('there is no such file or folder');
  });
});
