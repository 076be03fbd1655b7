// A kernel is put together from files that do not know of each other: libraries of activations, weights and shared loads
// before the shader's own. A name that two of them declare is refused by the compiler of the device, and only for the
// combination that has it. Here every combination is put together, without a device.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { specialise } from '../../src/gpu/specialise';
import { Graph } from '../../src/graph/graph';
import type { Tensor } from '../../src/graph/tensor';
import { ACTIVATIONS, activationLibrary, LINEAR } from '../../src/kernels/activation';
import { joinSources, declarationsOf } from '../../src/kernels/kernel';
import { CPU_TARGET } from '../../src/kernels/target';
import { TRAINING_STATE_LENGTH } from '../../src/kernels/trainingState';
import type { LayerDefinition } from '../../src/layers/layer';
import { checkOptions } from '../../src/layers/options';
import { LAYERS } from '../../src/layers/all';

const SHADERS = new URL('../../shaders/', import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, SHADERS), 'utf8');
const wgslIn = (folder: string): string[] =>
  readdirSync(new URL(folder, SHADERS))
    .filter((name) => name.endsWith('.wgsl'))
    .map((name) => `${folder}${name}`);

describe('a kernel of several files', () => {
  it('is refused if two of them declare the same name', () => {
    const library =
      '// ALPHA, twice\nconst ONE = 1;\noverride ALPHA: f32 = 0.3;\nfn bend(x: f32) -> f32 { return x; }';
    const own = '@group(0) @binding(0) var<storage, read> x: array<f32>;\nfn main() { const ONE = 2; }';
    expect(joinSources('norm', [library, own])).toBe(`${library}\n${own}`);
    expect(() => joinSources('norm', [library, `${own}\noverride ALPHA: f32 = 1.0;`])).toThrow(
      "kernel 'norm': 'ALPHA' is declared by two of the files it is put together from",
    );
  });

  it('finds what is declared at module scope, and only that', () => {
    const source = `enable f16;
/* const NOT = 1; */ alias Weight = f16;
struct Top { value: f32, at: u32 }
var<workgroup> lane_sums: array<vec4f, 64>;
@group(0) @binding(0) var<storage, read_write> y: array<f32>;
@compute @workgroup_size(64) fn main() { for (var i = 0; i < 2; i++) { const deep = 1; let x = 1; } }`;
    expect(declarationsOf(source)).toEqual(['Weight', 'Top', 'lane_sums', 'y', 'main']);
  });

  it('cannot meet a name of a library that its plan chooses', () => {
    const libraries = [
      ...wgslIn('lib/activation/'),
      ...wgslIn('lib/unfused/'),
      ...wgslIn('lib/weight/'),
      'lib/quad_shared.wgsl',
      'lib/quad_unshared.wgsl',
    ];
    const chosen = new Map(
      libraries.flatMap((path) => declarationsOf(text(path)).map((name) => [name, path])),
    );
    // A plain file declares stand-ins for what the libraries declare.
    const folders = readdirSync(SHADERS, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && !['lib', 'plain'].includes(entry.name),
    );
    const shaders = folders.flatMap(({ name }) => wgslIn(`${name}/`));
    expect(shaders.length).toBeGreaterThan(80);
    for (const path of shaders)
      for (const name of declarationsOf(text(path)))
        expect(chosen.get(name), `${path} declares ${name}`).toBeUndefined();
  });

  it.each(ACTIVATIONS)('has names of an activation that say so: %s', (kind) => {
    for (const name of declarationsOf(activationLibrary({ kind, alpha: 0.3 }).source))
      expect(name).toMatch(/^(activat|ACTIVATION_)/);
  });
});

describe.each(Object.values(LAYERS) as unknown as readonly LayerDefinition[])('$className', (definition) => {
  it.each(ACTIVATIONS)('is put together around %s', (kind) => {
    const choice = { kind, alpha: 0.3 };
    const declared = new Set<string>();
    for (const { options: given, inputs, batch } of definition.cases) {
      const options = checkOptions('layer', definition.options, given);
      const graph = new Graph('composed', CPU_TARGET);
      const x = inputs.map((shape, i) => graph.tensor(`x${i}`, [batch, ...shape]));
      const parameters: Record<string, Tensor> = {};
      const gradients: Record<string, Tensor> = {};
      for (const { name, shape, trained } of definition.parameters(options, inputs)) {
        parameters[name] = graph.tensor(name, shape);
        if (trained) gradients[name] = graph.tensor(`d ${name}`, shape);
      }
      const site = {
        name: 'layer',
        inputs: x,
        parameters,
        activation: definition.fusesActivation ? choice : LINEAR,
        training: true,
        trainingState: graph.tensor('trainingState', [TRAINING_STATE_LENGTH], 'u32'),
      };
      const { y, saved = {} } = definition.forward(options, graph, site);
      definition.backward(options, graph, {
        ...site,
        y,
        saved,
        dy: graph.tensor('dy', y.shape),
        gradients,
        wanted: x.map(() => true),
        inputActivations: x.map(() => (definition.fusesInputActivation ? choice : LINEAR)),
      });
      for (const { kernel, plain, ...tuned } of graph.dispatches) {
        for (const { source, constants } of plain === null ? [tuned] : [tuned, plain]) {
          if (declared.has(source)) continue;
          declared.add(source);
          expect(() => specialise(kernel.name, source, constants)).not.toThrow();
        }
      }
    }
  });
});
