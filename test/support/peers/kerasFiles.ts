// HDF5 files as Keras writes them, built with h5wasm's own calls after Keras's source, not by our writer:
// legacy_h5_format.py (whole models, and weights of Keras 2) and saving_lib.py (weights of Keras 3).

import * as h5wasm from 'h5wasm';

export interface FixtureLayer {
  readonly name: string;
  /** As Keras 3 numbers it: `conv2d_1`. */
  readonly slot: string;
  readonly weights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly values: Float32Array | Float64Array;
  }[];
}

let count = 0;

/** The bytes of a file that `build` fills. */
export async function hdf5(build: (file: h5wasm.File) => void): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready;
  const path = `/fixture-${++count}.h5`;
  const file = new h5wasm.File(path, 'w');
  build(file);
  file.close();
  const bytes = FS.readFile(path);
  FS.unlink(path);
  return bytes;
}

/** numpy makes an array of byte strings of one length out of a list. */
function numpyStrings(group: h5wasm.Group, name: string, texts: readonly string[]): void {
  const width = Math.max(...texts.map((text) => Buffer.byteLength(text)), 1);
  group.create_attribute(name, [...texts], [texts.length], `A${width}`);
}

/** save_attributes_to_hdf5_group: np.array_split into as many parts as it takes to get below 64,512 bytes. */
export function saveAttributes(group: h5wasm.Group, name: string, texts: readonly string[]): void {
  if (texts.length === 0) {
    group.create_attribute(name, new Float64Array(0), [0]);
    return;
  }
  const width = Math.max(...texts.map((text) => Buffer.byteLength(text)), 1);
  let parts = 1;
  while (Math.ceil(texts.length / parts) * width > 64512) parts += 1;
  if (parts === 1) {
    numpyStrings(group, name, texts);
    return;
  }
  const [least, more] = [Math.floor(texts.length / parts), texts.length % parts];
  for (let part = 0, at = 0; part < parts; part++) {
    const size = least + (part < more ? 1 : 0);
    numpyStrings(group, `${name}${part}`, texts.slice(at, at + size));
    at += size;
  }
}

/** save_weights_to_hdf5_group. Keras 2 names weights `conv1/kernel:0`, so they lie in a group of the same name again. */
export function saveKeras2Weights(group: h5wasm.Group, layers: readonly FixtureLayer[]): void {
  saveAttributes(
    group,
    'layer_names',
    layers.map(({ name }) => name),
  );
  group.create_attribute('backend', 'tensorflow');
  group.create_attribute('keras_version', '2.11.0');
  for (const { name, weights } of [...layers].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const own = group.create_group(name);
    saveAttributes(
      own,
      'weight_names',
      weights.map((weight) => `${name}/${weight.name}:0`),
    );
    if (weights.length > 0) {
      const inner = own.create_group(name);
      for (const weight of weights)
        inner.create_dataset({ name: `${weight.name}:0`, data: weight.values, shape: [...weight.shape] });
    }
  }
  saveAttributes(group.create_group('top_level_model_weights'), 'weight_names', []);
}

/** A layer's group as Keras 3 writes it, where names are paths: `base/c/kernel`, of a model all of its layers'. */
export interface FixtureGroup {
  readonly name: string;
  readonly weights: readonly {
    readonly path: string;
    readonly shape: readonly number[];
    readonly values: Float32Array;
  }[];
}

/** save_weights_to_hdf5_group of Keras 3, and `model_config` where it is a whole model. */
export function saveNestedWeights(
  file: h5wasm.File,
  groups: readonly FixtureGroup[],
  config?: unknown,
): void {
  if (config !== undefined) file.create_attribute('model_config', JSON.stringify(config));
  const root = config === undefined ? file : file.create_group('model_weights');
  saveAttributes(
    root,
    'layer_names',
    groups.map(({ name }) => name),
  );
  for (const { name, weights } of groups) {
    const own = root.create_group(name);
    saveAttributes(
      own,
      'weight_names',
      weights.map(({ path }) => path),
    );
    for (const { path, shape, values } of weights) {
      const parts = path.split('/');
      const last = parts.pop() ?? '';
      let group: h5wasm.Group = own;
      for (const part of parts) group = (group.get(part) as h5wasm.Group | null) ?? group.create_group(part);
      group.create_dataset({ name: last, data: values, shape: [...shape] });
    }
  }
}

export function saveKeras2Model(file: h5wasm.File, config: unknown, layers: readonly FixtureLayer[]): void {
  file.create_attribute('model_config', JSON.stringify(config));
  file.create_attribute('keras_version', '2.11.0');
  file.create_attribute('backend', 'tensorflow');
  saveKeras2Weights(file.create_group('model_weights'), layers);
}

/** _save_state: a group `vars` a layer, with numbered datasets; layers without weights have an empty one. */
export function saveKeras3Weights(
  file: h5wasm.File,
  layers: readonly FixtureLayer[],
  { names = false }: { readonly names?: boolean } = {},
): void {
  file.create_group('vars');
  const root = (file.get('layers') ?? file.create_group('layers')) as h5wasm.Group;
  for (const { name, slot, weights } of layers) {
    const vars = root.create_group(slot).create_group('vars');
    if (names) vars.create_attribute('name', name);
    weights.forEach(({ shape, values }, i) =>
      vars.create_dataset({ name: String(i), data: values, shape: [...shape] }),
    );
  }
}
