// Makes a failing case smaller as long as it fails: fewer layers, default options, smaller pictures, one picture, the device's own
// target. fast-check walks the simpler cases; what they are is said here.

import fc from 'fast-check';
import type { LayerConfig, NetworkConfig } from '../models/network';
import { defineNetwork } from '../models/network';
import { layerDefinition } from '../layers/all';
import type { FuzzCase } from './case';

/** A case is checked at most so often while it is made smaller. */
const MAX_CHECKS = 200;

/** @param fails whether a case still fails @returns the smallest case found that does */
export async function shrink(start: FuzzCase, fails: (one: FuzzCase) => Promise<boolean>): Promise<FuzzCase> {
  let [checks, smallest] = [0, start];
  const property = fc.asyncProperty(new Cases(start), async (one) => {
    // The first is the case itself, which failed before.
    if (checks++ === 0) return false;
    if (checks > MAX_CHECKS || !(await fails(one))) return true;
    smallest = one;
    return false;
  });
  await fc.check(property, { numRuns: 1, seed: 1 });
  return smallest;
}

class Cases extends fc.Arbitrary<FuzzCase> {
  constructor(private readonly start: FuzzCase) {
    super();
  }

  override generate(): fc.Value<FuzzCase> {
    return new fc.Value(this.start, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is FuzzCase {
    return typeof value === 'object';
  }

  override shrink(value: FuzzCase): fc.Stream<fc.Value<FuzzCase>> {
    return fc.stream(simpler(value)).map((one) => new fc.Value(one, undefined));
  }
}

/** Every case that is one step simpler, the largest steps first. */
export function* simpler(one: FuzzCase): Generator<FuzzCase, void> {
  const inside = function* (networks: Iterable<NetworkConfig>): Generator<FuzzCase, void> {
    for (const network of networks) {
      const valid = pruned(network);
      if (valid !== null) yield { ...one, network: valid };
    }
  };
  const { outputs = [] } = one.network;
  if (outputs.length > 1)
    for (const at of outputs.keys()) {
      const network = pruned({ ...one.network, outputs: outputs.toSpliced(at, 1) });
      if (network !== null) yield { ...one, network, losses: one.losses.toSpliced(at, 1) };
    }
  yield* inside(fewerLayers(one.network));
  if (one.target !== null) yield { ...one, target: null };
  if (one.rows < one.batch) yield { ...one, rows: one.batch };
  if (one.batch > 1) {
    yield { ...one, batch: 1, rows: 1 };
    yield { ...one, batch: one.batch - 1, rows: Math.min(one.rows, one.batch - 1) };
  }
  if (Object.keys(one.optimizer.options).length > 0)
    yield { ...one, optimizer: { ...one.optimizer, options: {} } };
  if (one.optimizer.kind !== 'sgd') yield { ...one, optimizer: { kind: 'sgd', options: {} } };
  for (const [i, { kind, weight }] of one.losses.entries()) {
    const losses = one.losses.with(i, { kind: 'meanSquaredError', weight });
    if (kind !== 'meanSquaredError')
      yield { ...one, losses, labelSmoothing: 0, weighsClasses: false, mixUp: false };
    if (weight !== 1) yield { ...one, losses: one.losses.with(i, { kind, weight: 1 }) };
  }
  if (one.labelSmoothing > 0) yield { ...one, labelSmoothing: 0 };
  if (one.weighsClasses) yield { ...one, weighsClasses: false };
  if (one.schedule !== null) yield { ...one, schedule: null };
  if (one.augmentation !== null) yield { ...one, augmentation: null };
  if (one.mixUp) yield { ...one, mixUp: false };
  if (one.weighsSamples) yield { ...one, weighsSamples: false };
  if (one.quads) yield { ...one, quads: false };
  if (one.half) yield { ...one, half: false };
  if (one.pieces) yield { ...one, pieces: false };
  yield* inside(simplerLayers(one.network));
}

function* fewerLayers(network: NetworkConfig): Generator<NetworkConfig, void> {
  const { layers, outputs = [] } = network;
  // Ends earlier.
  for (const [at, output] of outputs.entries())
    for (const { name = '' } of layers)
      if (name === output) break;
      else yield { ...network, outputs: outputs.with(at, name) };
  for (const { name = '', inputs: [first] = [] } of layers)
    if (first !== undefined) yield without(network, name, first);
}

function* simplerLayers(network: NetworkConfig): Generator<NetworkConfig, void> {
  const { layers } = network;
  for (const [at, layer] of layers.entries())
    yield* layerVariants(layer).map((changed) => ({ ...network, layers: layers.with(at, changed) }));
  const inputs = network.input as readonly { name: string; shape: readonly number[] }[];
  for (const [at, input] of inputs.entries())
    for (const [axis, length] of input.shape.entries())
      for (const smaller of new Set([1, Math.ceil(length / 2), length - 1]))
        if (smaller >= 1 && smaller < length)
          yield { ...network, input: inputs.with(at, { ...input, shape: input.shape.with(axis, smaller) }) };
}

/** Whoever reads a layer reads what it reads. */
function without(network: NetworkConfig, name: string, instead: string): NetworkConfig {
  const renamed = (one: string): string => (one === name ? instead : one);
  return {
    ...network,
    layers: network.layers
      .filter((layer) => layer.name !== name)
      .map((layer) => ({ ...layer, inputs: (layer.inputs ?? []).map(renamed) })),
    outputs: (network.outputs ?? []).map(renamed),
  };
}

function layerVariants(layer: LayerConfig): LayerConfig[] {
  const { options: table } = layerDefinition(layer.kind);
  const variants: LayerConfig[] = layer.trainable === false ? [{ ...layer, trainable: true }] : [];
  for (const [name, option] of Object.entries(table)) {
    const value = layer.options?.[name];
    const set = (to: unknown): void => {
      if (JSON.stringify(to) !== JSON.stringify(value))
        variants.push({ ...layer, options: { ...layer.options, [name]: to } });
    };
    if (option.default !== undefined) set(option.default);
    if (typeof value === 'number' && Number.isInteger(value) && value > 1)
      for (const smaller of [1, Math.ceil(value / 2), value - 1]) set(smaller);
    if (option.type === 'pair' && Array.isArray(value)) {
      set([1, 1]);
      const [rows = 1, columns = 1] = value as number[];
      set([Math.max(1, rows - 1), columns]);
      set([rows, Math.max(1, columns - 1)]);
    }
  }
  return variants;
}

/** Without layers and inputs that nothing reads; null where it is no network any more, or has nothing to train. */
function pruned(network: NetworkConfig): NetworkConfig | null {
  const needed = new Set(network.outputs);
  const layers = [...network.layers]
    .reverse()
    .filter(({ name = '', inputs = [], sharesWith }) => {
      if (!needed.has(name)) return false;
      for (const input of inputs) needed.add(input);
      if (sharesWith !== undefined) needed.add(sharesWith);
      return true;
    })
    .reverse();
  try {
    const inputs = network.input as readonly { name: string; shape: readonly number[] }[];
    const read = inputs.filter(({ name }) => needed.has(name));
    const made = defineNetwork({ ...network, input: read, layers });
    return made.trainedCount > 0 ? made.toJSON() : null;
  } catch {
    return null;
  }
}

/** A test to paste into test/fuzz. Options that have their defaults are left out. */
export function testOf(one: FuzzCase, title: string): string {
  const { network } = one;
  const layers = network.layers.map((layer) => {
    if (layer.sharesWith !== undefined) return layer;
    const { options: table } = layerDefinition(layer.kind);
    const given = Object.entries(layer.options ?? {}).filter(
      ([name, value]) => JSON.stringify(table[name]?.default) !== JSON.stringify(value),
    );
    return { ...layer, options: Object.fromEntries(given) };
  });
  const text = JSON.stringify({ ...one, network: { ...network, layers } }, null, 2).replaceAll('\n', '\n  ');
  return (
    `// test/fuzz/found.gpu.test.ts\n` +
    `it(${JSON.stringify(title)}, async () => {\n` +
    `  const outcome = await checkCase(await testDevice(), ${text});\n` +
    `  expect(outcome.mismatches).toEqual([]);\n` +
    `  expect(outcome.result).toBe('right');\n` +
    `});\n`
  );
}
