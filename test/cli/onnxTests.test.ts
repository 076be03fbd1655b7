// `npm run onnx-tests`: a folder of tests laid out as ONNX's own is read, run and counted.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toBinary } from '@bufbuild/protobuf';
import { TensorProtoSchema, type NodeProto, type TensorProto } from 'onnx-buf';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { floats, integers, onnxFile, op } from '../support/peers/onnxFile';
import { runTerminal } from '../support/terminal';

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'convscope-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Every tensor is an input, as in ONNX's tests. */
function writeTest(
  name: string,
  node: NodeProto,
  inputs: readonly TensorProto[],
  outputs: readonly TensorProto[],
): void {
  const data = join(folder, 'node', `test_${name}`, 'test_data_set_0');
  mkdirSync(data, { recursive: true });
  const shapes = Object.fromEntries(inputs.map((one) => [one.name, one.dims.map(Number)]));
  const file = onnxFile({ opset: 18, inputs: shapes, nodes: [node], outputs: node.output });
  writeFileSync(join(data, '..', 'model.onnx'), file);
  const write = (kind: string) => (tensor: TensorProto, i: number) =>
    writeFileSync(join(data, `${kind}_${i}.pb`), toBinary(TensorProtoSchema, tensor));
  inputs.forEach(write('input'));
  outputs.forEach(write('output'));
}

it('counts what passes, is computed while reading, is refused, and is wrong', async () => {
  const x = floats('x', [2, 1, 2, 2], [1, -2, 3, -4, 5, -6, 7, -8]);
  writeTest('relu', op('Relu', 'x → y'), [x], [floats('y', [2, 1, 2, 2], [1, 0, 3, 0, 5, 0, 7, 0])]);
  const w = floats('w', [1, 1, 1, 1], [10]);
  writeTest(
    'conv',
    op('Conv', 'x, w → y'),
    [x, w],
    [floats('y', [2, 1, 2, 2], [10, -20, 30, -40, 50, -60, 70, -80])],
  );
  writeTest('shape', op('Shape', 'x → y'), [x], [integers('y', [2, 1, 2, 2])]);
  // Of 16 bits 2049 is 2048.
  const long = floats('x', [1, 1, 1, 2], [2049, 1]);
  writeTest('short', op('Cast', 'x → y', { to: 10 }), [long], [floats('y', [1, 1, 1, 2], [2048, 1])]);
  writeTest('sine', op('Sin', 'x → y'), [x], [x]);
  writeTest('tanh', op('Tanh', 'x → y'), [x], [x]);
  writeTest('mean', op('GlobalAveragePool', 'x → y'), [x], [floats('y', [2, 1], [-0.5, -0.5])]);
  const page = join(folder, 'page.md');
  writeFileSync(page, '# Tests\n\n<!-- onnx-tests -->\n\nold\n');
  const run = await runTerminal('onnxTests', join(folder, 'node'), '--write', page, '--no-such');
  expect(run.status).toBe(2);
  const { status, stdout } = await runTerminal('onnxTests', join(folder, 'node'), '--write', page);
  expect(status).toBe(1);
  expect(stdout).toContain(
    'All tests: 2 of 7 pass, 1 more are computed while reading, 1 are read as another function, which is said, ' +
      '1 are refused, 2 are wrong.\n',
  );
  expect(stdout).toContain('mean: wrong, output 0 has the shape 2×1×1×1, expected 2×1\n');
  expect(stdout).toMatch(/tanh: wrong, output 0 differs by \d/);
  const text = readFileSync(page, 'utf8');
  expect(text).toMatch(
    /^# Tests\n\n<!-- onnx-tests -->\n\nOf 6 tests of operators that networks of images have 2 pass/,
  );
  expect(text).toContain('- **Conv**, 1 of 1. As layers: `conv`.\n');
  expect(text).toContain('- **Shape**, 1 of 1. Computed while reading: `shape`.\n');
  expect(text).not.toContain('old');
  const only = await runTerminal('onnxTests', join(folder, 'node'), '--only', 'sine', '--why');
  expect(only.status).toBe(0);
  expect(only.stdout).toContain(
    "sine: refused, sine, Sin '/y/Sin': there is no layer for the operator 'Sin'\n",
  );
});
