// A shader's text with f16 in the place of f32 in a binding, or null where that is not safe.

import { expect, it } from 'vitest';
import { withHalfBindings } from '../../src/kernels/halfBindings';

const shader = (body: string, element = 'f32'): string => `
@group(0) @binding(0) var<storage, read> x: array<${element}>;
@group(0) @binding(1) var<storage, read_write> y: array<${element}, N>;
const N = 4;
${body}`;

it('loads are converted where they are, stores as a whole', () => {
  const text = shader('fn main() { y[at[x[1]]] = x[i + u32(x[2])] * select(y[0], 1.0, y[1] == x[3]); }');
  const half = withHalfBindings(text, [0, 1])!;
  expect(half).toMatch(/^enable f16;/);
  expect(half).toContain('var<storage, read> x: array<f16>;');
  expect(half).toContain('var<storage, read_write> y: array<f16, N>;');
  expect(half).toContain(
    'y[at[f32(x[1])]] = f16(f32(x[i + u32(f32(x[2]))]) * select(f32(y[0]), 1.0, f32(y[1]) == f32(x[3])));',
  );
});

it('only the bindings asked for change, and a binding that a shader does not declare needs no change', () => {
  const text = shader('fn main() { y[0] = x[0]; }');
  const half = withHalfBindings(text, [0, 7])!;
  expect(half).toContain('y[0] = f32(x[0]);');
  expect(half).toContain('y: array<f32, N>');
});

it('vectors, and names for them, stay what they are', () => {
  expect(withHalfBindings(shader('fn f() { y[0] = x[1]; }', 'vec4f'), [0, 1])).toContain(
    'y[0] = vec4h(vec4f(x[1]));',
  );
  const named = `alias Channels = vec2f;\n${shader('fn f() { y[0] = x[1]; }', 'Channels')}`;
  expect(withHalfBindings(named, [0, 1])).toContain('y[0] = vec2h(Channels(x[1]));');
});

it('a parameter of the same name, a comment and a member are not the binding', () => {
  const text = shader('fn f(x: vec4f) -> f32 { return x[0]; } // x[0]\nfn g() { y[0] = s.x[0] + x[1]; }');
  const half = withHalfBindings(text, [0])!;
  expect(half).toContain('{ return x[0]; } // x[0]');
  expect(half).toContain('y[0] = s.x[0] + f32(x[1]);');
});

it.each([
  ['a part of an element is stored', shader('fn f() { y[0].x = 1.0; }', 'vec4f'), 1],
  ['a sum is stored in place', shader('fn f() { y[0] += 1.0; }'), 1],
  ['a pointer to an element is taken', shader('fn f() { g(&y[0]); }'), 1],
  ['a variable has the name', shader('fn f() { let x = 1.0; }'), 0],
  ['the elements are not f32', shader('fn f() { y[0] = x[0]; }', 'u32'), 0],
])('null where %s', (_, text, binding) => {
  expect(withHalfBindings(text, [binding])).toBeNull();
});
