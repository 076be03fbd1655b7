// Two shaders put side by side by their text: as it is written, and as a build of the page has it.

import { afterEach, expect, test } from 'vitest';
import { bareShader } from '../../shaders/vitePlugin';
import { loadTexts, provideTexts } from '../../src/gpu/deferredText';
import { LINEAR } from '../../src/kernels/activation';
import { conv2dGradWeight } from '../../src/kernels/conv2d';
import { asConvolution, denseGradInput } from '../../src/kernels/dense';
import { sideBySide, type Side } from '../../src/kernels/sideBySide';
import { CPU_TARGET } from '../../src/kernels/target';

afterEach(() => provideTexts(() => Promise.resolve({})));

const geometry = { rows: 64, inputs: 84, units: 10 };
const sides = (change: (source: string, name: string) => string = (source) => source): [Side, Side] => {
  const weight = conv2dGradWeight.plan({ ...asConvolution(geometry), splits: 1, useBias: true }, CPU_TARGET);
  const input = denseGradInput.plan(
    { ...geometry, splits: 1, inputActivation: LINEAR, weights: 'f32' as const },
    CPU_TARGET,
  );
  return [
    {
      name: 'conv2d_grad_weight',
      bindings: conv2dGradWeight.bindings,
      plan: { ...weight, source: change(weight.source, 'weight') },
    },
    {
      name: 'dense_grad_input',
      bindings: denseGradInput.bindings,
      plan: { ...input, source: change(input.source, 'input') },
    },
  ];
};
/** Both read dy. */
const same = (first: string, second: string): boolean => first === 'dy' && second === 'dy';
const sourceOf = (given: readonly [Side, Side]): string => sideBySide(given, same, 8)?.source ?? '';

test('what both read is bound once, and every name of one is another’s of the other', () => {
  const both = sideBySide(sides(), same, 8);
  expect(Object.keys(both?.bindings ?? {})).toHaveLength(7);
  expect(both?.source).toContain('fn a_store_bias(');
});

test('without comments and spaces, as in a build, it is the same shader', () => {
  expect(sourceOf(sides()).length).toBeGreaterThan(1000);
  expect(bareShader(sourceOf(sides(bareShader)))).toBe(bareShader(sourceOf(sides())));
});

test('texts that come later are filled in: they have to be loaded before', async () => {
  const whole = new Map<string, string>();
  const later = (source: string, name: string): string => {
    whole.set(name, source);
    return `//@deferred ${name} 0a1b2c3d`;
  };
  const given = sides(later);
  expect(() => sourceOf(given)).toThrow("shader text 'weight': is not part of this build");
  provideTexts(() => Promise.resolve(Object.fromEntries(whole)));
  await loadTexts();
  expect(sourceOf(given)).toBe(sourceOf(sides()));
});

test('a binding that a shader does not read is none of the whole, and the others keep theirs', () => {
  const side = (name: string): Side => ({
    name,
    bindings: { unread: 'read', x: 'read', y: 'read_write' },
    plan: {
      source: `@group(0) @binding(1) var<storage, read> from: array<f32, 64>;
@group(0) @binding(2) var<storage, read_write> to: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  to[id.x] = from[id.x];
}
`,
      constants: {},
      workgroups: [1, 1, 1],
      flops: 64,
    },
  });
  const both = sideBySide([side('one'), side('other')], () => false, 8);
  expect(both?.names).toEqual([
    { x: 'a_x', y: 'a_y' },
    { x: 'b_x', y: 'b_y' },
  ]);
  expect(both?.bindings).toEqual({ a_x: 'read', a_y: 'read_write', b_x: 'read', b_y: 'read_write' });
  expect(both?.source).toMatch(/@binding\(3\) var<storage, read_write> b_to/);
});

test('two that share memory in a workgroup are one only within what every device has of it', () => {
  const side = (name: string, vectors: number): Side => ({
    name,
    bindings: { y: 'read_write' },
    plan: {
      source: `@group(0) @binding(0) var<storage, read_write> to: array<f32, 64>;
const VECTORS: u32 = 1;
var<workgroup> shared_numbers: array<vec4f, VECTORS>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) local: u32) {
  shared_numbers[local] = vec4f();
  to[local] = shared_numbers[local].x;
}
`,
      constants: { VECTORS: vectors },
      workgroups: [1, 1, 1],
      flops: 64,
    },
  });
  const merged = (first: number, second: number): boolean =>
    sideBySide([side('one', first), side('other', second)], () => false, 8) !== null;
  expect([merged(512, 512), merged(512, 513)]).toEqual([true, false]); // 16 KiB, and a vector more
});
