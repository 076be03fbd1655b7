// A network for pictures of another size or another number of classes: its input and its last layer follow.

import { defineNetwork, type LayerConfig, type NetworkConfig } from './network';

/** What a network is fitted to. */
export interface PictureShape {
  /** H, pixels. */
  readonly height: number;
  /** W, pixels. */
  readonly width: number;
  /** C: 1 for grey, 3 for colour. */
  readonly channels: number;
  readonly classNames: readonly string[];
}

/** The option that says how many numbers a layer gives. */
const SIZE_OPTIONS: Readonly<Record<string, string>> = { dense: 'units', conv2d: 'filters' };

/**
 * The same network with pictures of [H, W, C] as its one input, and as many numbers in each output as there are classes:
 * `units` of its last dense layer, or `filters` of its last convolution where the maps are averaged after it.
 * @throws ArchitectureError where the layers do not suit such pictures
 */
export function fitNetwork(config: NetworkConfig, data: PictureShape): NetworkConfig {
  const { height, width, channels, classNames } = data;
  // The parameters of the last one may be those of an earlier layer.
  const owners = lastSized(config).map((last) =>
    last.sharesWith === undefined ? last : config.layers.find(({ name }) => name === last.sharesWith),
  );
  const layers = config.layers.map((layer) => {
    const option = SIZE_OPTIONS[layer.kind];
    return owners.includes(layer) && option !== undefined
      ? { ...layer, options: { ...layer.options, [option]: classNames.length } }
      : layer;
  });
  const [first] = config.input;
  const shape = [height, width, channels];
  // Layers may read the input by its name.
  const input = typeof first === 'object' ? [{ ...first, shape }] : shape;
  return defineNetwork({ ...config, input, layers }).toJSON();
}

/** Of each output, the last layer whose size is an option. */
function lastSized({ layers, outputs = [] }: NetworkConfig): readonly LayerConfig[] {
  if (outputs.length < 2) return layers.filter(({ kind }) => kind in SIZE_OPTIONS).slice(-1);
  return outputs.flatMap((output) => {
    let at = layers.findIndex(({ name }) => name === output);
    for (let layer = layers[at]; layer !== undefined; layer = layers[at]) {
      if (layer.kind in SIZE_OPTIONS) return [layer];
      const [before] = layer.inputs ?? [layers[at - 1]?.name];
      at = layers.findIndex(({ name }) => name === before);
    }
    return [];
  });
}

/** What a network is made for: its input, and as many classes as it gives numbers. */
export function picturesOf(config: NetworkConfig): PictureShape {
  const { inputs, layers } = defineNetwork(config);
  const [height = 1, width = 1, channels = 1] = inputs[0]?.shape ?? [];
  const classNames = Array.from({ length: layers.at(-1)?.outputShape[0] ?? 0 }, (_, at) => String(at));
  return { height, width, channels, classNames };
}

/** Whether a network takes such pictures and answers with so many classes. */
export function fitsPictures(config: NetworkConfig, data: PictureShape): boolean {
  const { inputs, layers, outputs } = defineNetwork(config);
  const { height, width, channels, classNames } = data;
  const answers = layers.filter(({ name }) => outputs.includes(name));
  return (
    inputs.length === 1 &&
    inputs[0]?.shape.join() === [height, width, channels].join() &&
    answers.every(({ outputShape }) => outputShape.join() === String(classNames.length))
  );
}
