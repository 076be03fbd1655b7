// Scripts and models of Keras often begin with a Rescaling of pixels that are whole numbers from 0 to 255, by 1/255 or by
// 1/127.5. Pictures here are numbers p from 0 to 1 already, and 255·p are those pixels:
//
//   (255·p) · scale + offset  =  p · (255 · scale) + offset
//
// So such a layer has 255 times its scale here: 1/255 becomes 1, which changes nothing, and 1/127.5 becomes 2. What a layer of
// data augmentation says of pixels becomes a 255th: the range that it clips to, and the value around a picture.

import { snakeCase } from '../layers/shared/kerasNames';
import { defineNetwork, type NetworkConfig } from '../models/network';
import type { ReadResult } from './formats';
import type { StoredModel } from './storedModel';

/** As Keras has it, of whole numbers: the scale for pictures of 0 to 1. Null where the scale is not one of bytes. */
export function scaleOfUnitPictures(scale: unknown): number | null {
  if (typeof scale !== 'number') return null;
  const found = [1 / 255, 1 / 127.5].find((one) => Math.abs(one - scale) < 1e-8);
  return found === undefined ? null : Math.round(255 * found);
}

/** An option of data augmentation that is of pixels of 0 to 255, and what it is of numbers from 0 to 1; null: none is. */
export function pixelOption(
  kind: string,
  options: Readonly<Record<string, unknown>>,
): { readonly option: string; readonly value: number | readonly number[] } | null {
  if (kind === 'randomContrast' || kind === 'randomBrightness') {
    const [low, high] = (options.valueRange ?? [0, 255]) as readonly [number, number];
    return low === 0 && high === 255 ? { option: 'valueRange', value: [0, 1] } : null;
  }
  const { fillMode, fillValue } = options;
  return fillMode === 'constant' && typeof fillValue === 'number' && fillValue > 1
    ? { option: 'fillValue', value: fillValue / 255 }
    : null;
}

/** Formats whose models were not made here, so that their pixels may be whole numbers. */
const FOREIGN: ReadonlySet<string> = new Set<ReadResult['format']>(['keras', 'h5', 'tfjs']);

/** As a file was read, or a script, whose pixels are read as numbers from 0 to 1 already. */
type ModelOfFile = Omit<Extract<ReadResult, { readonly kind: 'model' }>, 'format'> & {
  readonly format: ReadResult['format'] | 'script';
};

/** A model that was read, to be shown pictures of 0 to 1. */
export function modelForPictures({ model, format, file }: ModelOfFile): StoredModel {
  if (!FOREIGN.has(format)) return model;
  const { network, remarks } = forUnitPictures(file, model.network);
  return { ...model, network, remarks: [...model.remarks, ...remarks] };
}

/**
 * A network for pictures of 0 to 1. What a file says is kept until its model meets such pictures: a model that is only
 * converted, or is given tensors by a program, takes the numbers that it was made for.
 * @returns the network, with other scales in the layers that read an input, or what only copies it; and a remark on each
 */
export function forUnitPictures(
  where: string,
  config: NetworkConfig,
): { readonly network: NetworkConfig; readonly remarks: readonly string[] } {
  const { inputs, layers } = defineNetwork(config);
  const pictures = new Set(inputs.map(({ name }) => name));
  const remarks: string[] = [];
  const changes = new Map<string, Readonly<Record<string, unknown>>>();
  for (const { name, definition, options, inputs: reads } of layers) {
    if (!reads.every((read) => pictures.has(read))) continue;
    if (SAME_NUMBERS.has(definition.kind) || definition.augments === true) pictures.add(name);
    const pixels = definition.augments === true ? pixelOption(definition.kind, options) : null;
    if (pixels !== null) {
      const { option, value } = pixels;
      changes.set(name, { [option]: value });
      remarks.push(
        `${where}: '${name}' is made for pixels of 0 to 255. Pictures here are numbers from 0 to 1, so its ` +
          `${snakeCase(option)} is ${Array.isArray(value) ? `(${value.join(', ')})` : String(value)}`,
      );
    }
    const scale = definition.kind === 'rescaling' ? scaleOfUnitPictures(options.scale) : null;
    if (scale === null) continue;
    changes.set(name, { scale });
    remarks.push(
      `${where}: '${name}' is made for pixels of 0 to 255. Pictures here are numbers from 0 to 1, so its scale is ` +
        `${scale} instead of 1/${scale === 1 ? '255' : '127.5'}`,
    );
  }
  if (changes.size === 0) return { network: config, remarks };
  const changed = defineNetwork(config).toJSON();
  return {
    network: {
      ...changed,
      layers: changed.layers.map((layer) => {
        const own = changes.get(layer.name ?? '');
        return own === undefined ? layer : { ...layer, options: { ...layer.options, ...own } };
      }),
    },
    remarks,
  };
}

/** Layers whose result still is pixels. */
const SAME_NUMBERS: ReadonlySet<string> = new Set([
  ...['resizing', 'centerCrop', 'cropping2D', 'zeroPadding2d', 'permute', 'reshape', 'upSampling2d'],
]);
