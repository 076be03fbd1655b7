// A shader is followed as a device would run it, address by address: here on shaders whose addresses are known by hand.

import { expect, test } from 'vitest';
import { traceShader } from '../../src/tuning/shaderTrace';
import { CARDS, memoryCosts, occupancy } from '../../src/tuning/memoryCosts';

const shader = (body: string, more = ''): string => `
@group(0) @binding(0) var<storage, read> x: array<f32, COUNT>;
@group(0) @binding(1) var<storage, read> v: array<vec4f, COUNT>;
@group(0) @binding(2) var<storage, read_write> y: array<f32, COUNT>;
const COUNT: u32 = 4096;
const NEXT: u32 = COUNT / 64;
${more}
@compute @workgroup_size(32)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u) {
${body}
}`;

const plan = (body: string, more?: string): Parameters<typeof memoryCosts>[1] => ({
  source: shader(body, more),
  constants: {},
  workgroups: [1, 1, 1],
  flops: 0,
});

test.each([
  ['neighbours share a line', 'y[local] = x[local] * 2.0;', 1],
  ['all load the same number', 'y[local] = x[group.x] * 2.0;', 1],
  ['two lines where they begin in the middle of one', 'y[local] = x[local + 16] * 2.0;', 2],
  ['a line each where 256 bytes lie between them', 'y[local] = x[local * NEXT] * 2.0;', 32],
  ['beyond the end they load the last number', 'y[local] = x[u32(-1 - i32(local))] * 2.0;', 1],
])('lines of a load: %s', (_, body, lines) => {
  expect(memoryCosts('x', plan(body)).lines.x).toEqual({ mean: lines, most: lines });
});

test('a vector of four takes four times the bytes', () => {
  expect(memoryCosts('v', plan('y[local] = dot(v[local], v[0]);')).lines.v).toEqual({ mean: 2.5, most: 4 });
});

test('loops, branches and functions are followed, and each multiply-add is two operations', () => {
  const { accesses, flops } = traceShader(
    shader(
      `  var sum: f32;
  for (var i = 0u; i < 6; i += 2) { if (i != 2) { sum += twice(x[i + local]); } else { sum = sum + 1.0; } }
  if (local > 0) { return; }
  y[local] = sum;`,
      'fn twice(a: f32) -> f32 { let b = a * 2.0; return b; }',
    ),
    {},
    { workgroup: [0, 0, 0], workgroups: [1, 1, 1], invocations: 2 },
  );
  expect(accesses.map(({ buffer, kind, executions }) => [buffer, kind, executions])).toEqual([
    [
      'x',
      'load',
      [
        [0, 4],
        [16, 20],
      ],
    ],
    ['y', 'store', [[0]]],
  ]);
  expect(flops).toBe(2 * (2 * 2 + 1));
});

test('numbers held: what is in scope at once', () => {
  const { registers } = memoryCosts(
    'held',
    plan('var a: vec4f; { var b: array<f32, 8>; } { var c: array<f32, 3>; } y[local] = 0.0 * 1.0;'),
  );
  expect(registers).toBe(4 + 8);
});

test('workgroup memory: 33 words from one row to the next use all banks, 32 only one', () => {
  const rows = (length: number): number =>
    memoryCosts(
      'rows',
      plan(`y[local] = tile[local * ${length}] * 2.0;`, `var<workgroup> tile: array<f32, ${length * 32}>;`),
    ).ceiling;
  expect(rows(33) / rows(32)).toBeCloseTo(32);
});

test('what the trace does not know is an error', () => {
  expect(() => memoryCosts('odd', plan('y[local] = mystery(x[0]);'))).toThrow("unknown function 'mystery'");
  expect(() => memoryCosts('odd', plan('y[u32(x[local])] = 0.0;'))).toThrow('depends on a float');
});

test('occupancy is limited by registers, by workgroup memory and by the number of workgroups', () => {
  const [nvidia] = CARDS;
  const small = { registers: 32, group: 64, workgroupBytes: 0 };
  expect(occupancy(small, nvidia!)).toBeCloseTo((16 * 64) / 1536);
  expect(occupancy({ ...small, group: 256 }, nvidia!)).toBe(1);
  expect(occupancy({ ...small, registers: 128 }, nvidia!)).toBeCloseTo(512 / 1536);
  expect(occupancy({ ...small, workgroupBytes: 16 << 10 }, nvidia!)).toBeCloseTo((6 * 64) / 1536);
});
