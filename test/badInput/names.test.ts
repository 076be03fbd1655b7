// Names of files, classes and layers come from others. They are text in everything that is written of them: no name ends a
// string of a program, an element of a page or a line of a table, leaves a folder, or is obeyed by a terminal.

import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { escapeControl } from '../../src/cli/print';
import { figureSvg } from '../../src/draw/figure';
import { writeDistributed } from '../../src/formats/distributed';
import { FORMATS, readModel, writeModel } from '../../src/formats/formats';
import { parsePython } from '../../src/formats/keras/code/parse';
import { readCode } from '../../src/formats/keras/code/read';
import { USUAL_SETTINGS, writeCode } from '../../src/formats/keras/code/write';
import { writePyTorchProgram } from '../../src/formats/pytorch/program';
import { FormatError, type StoredModel } from '../../src/formats/storedModel';
import { zipOf } from '../../src/lab/archive';
import { defineNetwork } from '../../src/models/network';
import { tableCsv, type NamedRun } from '../../src/session/notebook/csv';
import { randomWeights } from '../../src/fuzz/randomNetworks';

const NAMES = {
  'an end of a string': '"\nimport os\nos.system("true")\nx = "',
  'an end of a docstring': '"""\nimport os\n"""',
  'an escaped end': '\\"); import os #',
  'an f-string': '{__import__("os")}',
  markup: '<img src=x onerror="alert(1)">',
  'the end of a script': '</script><script>alert(1)</script>',
  'a path': '../../../../etc/passwd',
  'an absolute path': '/etc/passwd',
  'a path of Windows': '..\\..\\C:\\x',
  'an escape of a terminal': '\u001b]0;title\u0007\u001b[2J\u009b1m',
  'letters turned around': 'photo\u202egnp.exe',
  'a formula': '=HYPERLINK("http://example.org")',
  'a name of the language': '__proto__',
  'another one': 'constructor',
  'a keyword': 'class',
  'no letters': '\u0000\u0001',
  'line separators': 'a\u2028b\u2029c\u0085d',
  'half of a pair': 'a\ud800b',
  'a long one': 'x'.repeat(5000),
} as const;
const named = Object.entries(NAMES);

const modelOf = (name: string): StoredModel => {
  const network = defineNetwork({
    name,
    input: [4, 4, 1],
    layers: [
      { name, kind: 'conv2d', options: { filters: 2, kernelSize: 3, activation: 'relu' } },
      { name: `${name} flat`, kind: 'flatten' },
      { name: `${name} out`, kind: 'dense', options: { units: 2, activation: 'softmax' } },
    ],
  });
  return { network: network.toJSON(), weights: randomWeights(network, 1), remarks: [] };
};

/** null where the format refuses the name. */
function written(write: () => string): string | null {
  try {
    return write();
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    return null;
  }
}

/** No entry of an archive is written outside of the folder that it is unpacked into. */
function expectInside(paths: readonly string[]): void {
  for (const path of paths) {
    expect(path).not.toMatch(/^[/\\]|^[a-z]:|(^|[/\\])\.\.([/\\]|$)/i);
    expect(path).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  }
}

describe.each(named)('%s', (_, name) => {
  test.each(FORMATS.map(({ id }) => id))('as a network and its layers in %s', async (format) => {
    const model = modelOf(name);
    let files;
    try {
      ({ files } = await writeModel(format, model, 'm'));
    } catch (error) {
      // A format that has no such names says so.
      expect(error).toBeInstanceOf(FormatError);
      return;
    }
    expectInside(files.map((file) => file.name));
    for (const { name: file, bytes } of files)
      if (/\.(?:keras|zip)$/.test(file)) expectInside(Object.keys(unzipSync(bytes)));
    const read = await readModel(files);
    if (read.kind === 'weights') return;
    const { layers } = read.model.network;
    expect(layers.map(({ kind }) => kind)).toEqual(['conv2d', 'flatten', 'dense']);
    for (const [at, weights] of [
      ...(read.model.weights ?? new Map<string, Float32Array>()).values(),
    ].entries())
      expect(weights).toEqual([...(model.weights ?? new Map<string, Float32Array>()).values()][at]);
  });

  test('in a Keras script', () => {
    const plain = parsePython(writeCode(modelOf('plain').network));
    const code = written(() => writeCode(modelOf(name).network));
    if (code === null) return;
    const script = parsePython(code);
    expect(script.errors).toEqual([]);
    expect(script.statements.map(({ type }) => type)).toEqual(plain.statements.map(({ type }) => type));
    expect(readCode(code).network?.layers.length).toBe(3);
  });

  test('in a PyTorch program', () => {
    const sources = [...writePyTorchProgram(modelOf(name))].filter(([path]) => path.endsWith('.py'));
    const plain = writePyTorchProgram(modelOf('plain'));
    expect(sources.length).toBeGreaterThan(0);
    expectInside([...writePyTorchProgram(modelOf(name)).keys()]);
    for (const [path, source] of sources) {
      const script = parsePython(String(source));
      expect(script.errors, path).toEqual([]);
      const types = (text: unknown): string[] => parsePython(String(text)).statements.map(({ type }) => type);
      expect(types(source), path).toEqual(types(plain.get(path)));
    }
  });

  test('in scripts for larger machines', async () => {
    const code = written(() => writeCode(modelOf(name).network));
    if (code === null) return;
    const entries = unzipSync(await writeDistributed(modelOf(name), USUAL_SETTINGS));
    const plain = unzipSync(await writeDistributed(modelOf('plain'), USUAL_SETTINGS));
    expectInside(Object.keys(entries));
    for (const path of ['train_tensorflow.py', 'train_jax.py']) {
      const types = (bytes: Uint8Array | undefined): string[] =>
        parsePython(new TextDecoder().decode(bytes)).statements.map(({ type }) => type);
      expect(types(entries[path]), path).toEqual(types(plain[path]));
    }
  });

  test('as a class in a zip of pictures', async () => {
    const picture = { classId: 'a', recording: 'r', type: 'image/png', bytes: new ArrayBuffer(4) };
    const zip = await zipOf([picture as never], () => name);
    expectInside(Object.keys(unzipSync(new Uint8Array(await zip.arrayBuffer()))));
  });

  test('in a table', () => {
    const run = {
      ...{ id: 'a', network: modelOf('plain').network, parameters: 1, step: 1, durationMs: 1, note: name },
      settings: { network: 'n', optimizer: 'adam', learningRate: 1, batchSize: 1, epochs: 1, seed: 1 },
      history: { step: [1], loss: [1], accuracy: [1], testStep: [], testAccuracy: [], stride: 1 },
    };
    const table = tableCsv([{ run, number: 1, title: name } as unknown as NamedRun], () => name);
    // Cells as a spreadsheet program takes them apart.
    const cells = [...table.matchAll(/"((?:[^"]|"")*)"|([^,\r\n"]+)/g)].map(
      ([, quoted, plain]) => quoted ?? plain ?? '',
    );
    for (const cell of cells) expect(cell).not.toMatch(/^[=+@\t\r]/);
  });

  test('in a figure', () => {
    const svg = figureSvg({
      ...{ width: 9, height: 9, title: name, background: '#fff', line: '#000' },
      ...{ fonts: { text: 'serif', mono: 'monospace' } },
      items: [
        {
          kind: 'text',
          x: 0,
          y: 0,
          text: name,
          anchor: 'start',
          size: 9,
          font: 'text',
          bold: false,
          colour: '#000',
        },
      ],
    });
    expect([...svg.matchAll(/<([a-z]+)/gi)].map(([, tag]) => tag)).toEqual([
      'svg',
      'title',
      'defs',
      'rect',
      'text',
    ]);
    expect(svg).not.toMatch(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/u);
  });

  test('in a terminal', () => {
    expect(escapeControl(`layer '${name}'\n`)).not.toMatch(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  });
});
