// The two layouts in which Keras keeps weights in an HDF5 file.
//
// Keras 2, and `.h5` files still: a group a layer, `conv1`, with the attribute `weight_names` that lists where its
// tensors lie within, `conv1/kernel:0`; and the attribute `layer_names` that lists the groups. A file of a whole model
// has all of this under `model_weights`, and the architecture as the attribute `model_config`.
//
// Keras 3 `.weights.h5`: `layers/conv2d_1/vars/0`, where groups are numbered by kind, not named; newer files have the
// layer's name as an attribute of `vars`.
// Source: keras-team/keras, legacy/saving/legacy_h5_format.py and saving/saving_lib.py

import type { WeightGroup } from '../fitWeights';
import { FormatError } from '../storedModel';
import type { Hdf5Reader, Hdf5Writer } from './library';

/** What files in the layout of Keras 2 say they were written by. */
export const KERAS2_VERSION = '2.15.0';
const KERAS2_ROOT = 'model_weights';
/** Layers are kept here in Keras 3; Keras 2.13 called it otherwise. */
const KERAS3_ROOTS = ['layers', '_layer_checkpoint_dependencies'] as const;
/** More than any network has: a file that lists more is damaged, or meant to keep us busy. */
const MAX_GROUPS = 20_000;
const MAX_DEPTH = 12;

/** Both layouts, whichever the file has. @throws FormatError where it has neither */
export function readLayerWeights(where: string, file: Hdf5Reader): readonly WeightGroup[] {
  const layers = readKeras2(where, file) ?? readKeras3(where, file);
  if (layers !== null) return layers;
  const there = file.names('').slice(0, 8).join(', ') || 'nothing';
  throw new FormatError(
    where,
    `holds no weights of Keras: neither the attribute 'layer_names' nor the group 'layers'. It holds ${there}`,
  );
}

function readKeras2(where: string, file: Hdf5Reader): readonly WeightGroup[] | null {
  const root = file.isGroup(KERAS2_ROOT) ? `${KERAS2_ROOT}/` : '';
  const names = file.texts(root, 'layer_names');
  if (names === null) {
    if (root === '') return null;
    throw new FormatError(`${where}, '${KERAS2_ROOT}'`, "its attribute 'layer_names' is missing");
  }
  if (names.length > MAX_GROUPS)
    throw new FormatError(where, `lists ${names.length} layers; at most ${MAX_GROUPS} are read`);
  return names.map((layer) => {
    if (!file.isGroup(root + layer))
      throw new FormatError(where, `lists the layer '${layer}', but has no group for it`);
    const weights = file.texts(root + layer, 'weight_names');
    if (weights === null)
      throw new FormatError(`${where}, '${root + layer}'`, "its attribute 'weight_names' is missing");
    const tensors = weights.map((name) => ({
      ...file.tensor(`${root}${layer}/${name}`),
      name: `${layer}/${name}`,
    }));
    return { layer, slot: null, tensors };
  });
}

function readKeras3(where: string, file: Hdf5Reader): readonly WeightGroup[] | null {
  const root = KERAS3_ROOTS.find((name) => file.isGroup(name));
  if (root === undefined) return null;
  const found: WeightGroup[] = [];
  let groups = 0;
  const walk = (path: string, slot: string, depth: number): void => {
    groups += 1;
    if (groups > MAX_GROUPS || depth > MAX_DEPTH)
      throw new FormatError(
        where,
        `has groups that are nested too deeply, or too many: stopped at '${path}'`,
      );
    const vars = `${path}/vars`;
    const numbers = file.isGroup(vars) ? file.names(vars) : [];
    if (numbers.length > 0) {
      const order = [...numbers].sort((a, b) => Number(a) - Number(b));
      const tensors = order.map((name) => file.tensor(`${vars}/${name}`));
      found.push({ layer: file.text(vars, 'name') ?? slot, slot, tensors });
    }
    for (const name of inOrder(file.names(path))) {
      // The state of random numbers, of a dropout or of data augmentation, or that of an optimizer is no weight.
      if (!['vars', 'seed_generator', 'generator'].includes(name) && file.isGroup(`${path}/${name}`))
        walk(`${path}/${name}`, slot === '' ? name : `${slot}/${name}`, depth + 1);
    }
  };
  walk(root, '', 0);
  return found;
}

/** `conv2d`, `conv2d_1`, `conv2d_2`, …, `conv2d_10`: by kind and number, which is the best order there is. */
function inOrder(names: readonly string[]): readonly string[] {
  const parts = (name: string): [string, number] => {
    const [, kind = name, number = '0'] = /^(.*?)(?:_(\d+))?$/.exec(name) ?? [];
    return [kind, Number(number)];
  };
  return [...names].sort((a, b) => {
    const [[kindA, numberA], [kindB, numberB]] = [parts(a), parts(b)];
    return kindA < kindB ? -1 : kindA > kindB ? 1 : numberA - numberB;
  });
}

/** The layout of Keras 2. @param root `model_weights` of a whole model, or '' */
export function writeKeras2(file: Hdf5Writer, root: string, layers: readonly WeightGroup[]): void {
  const at = root === '' ? '' : `${root}/`;
  file.group(root);
  file.texts(
    root,
    'layer_names',
    layers.map(({ layer }) => layer),
  );
  file.text(root, 'backend', 'tensorflow');
  file.text(root, 'keras_version', KERAS2_VERSION);
  for (const { layer, tensors } of layers) {
    file.group(at + layer);
    const names = tensors.map(({ name }) => `${layer}/${name}:0`);
    file.texts(at + layer, 'weight_names', names);
    tensors.forEach(({ shape, values }, i) => file.tensor(`${at}${layer}/${names[i]}`, shape, values));
  }
}

/** The layout of Keras 3 `.weights.h5`. */
export function writeKeras3(file: Hdf5Writer, layers: readonly WeightGroup[]): void {
  // Early readers ask for the model's own variables, of which there are none.
  file.group('vars');
  file.group('layers');
  for (const { layer, slot, tensors } of layers) {
    if (tensors.length === 0) continue;
    const vars = `layers/${slot}/vars`;
    file.group(vars);
    file.text(vars, 'name', layer);
    tensors.forEach(({ shape, values }, i) => file.tensor(`${vars}/${i}`, shape, values));
  }
}
