// A network as a model's configuration in JSON, as Keras 2 and tfjs or Keras 3 write it.
//
// A chain becomes a Sequential, anything else a Functional.

import type { Shape } from '../../graph/tensor';
import { callNumbers } from '../../models/kerasGraph';
import { isChain, isSharing, type Network, type NetworkLayer } from '../../models/network';
import { FormatError } from '../storedModel';
import type { LayerKind } from '../../layers/all';
import type { KerasLayer } from './layers';
import { operationOfDot } from './operations';
import { layerToKeras } from './writeLayer';
import { CUSTOM_LAYERS, KERAS_MODULES, PACKAGE } from './customLayers';

/** `keras2`: tf.keras and tfjs read it, and Keras 3 out of `.h5` files. `keras3`: the config.json of a `.keras` file. */
export type Spelling = 'keras2' | 'keras3';

/**
 * @returns {class_name, config}; for Keras 3 with module, registered_name and build_config
 * @throws FormatError where a layer has no word in Keras, or leads to no output
 */
export function networkToKeras(network: Network, spelling: Spelling): unknown {
  checkAllLead(network);
  const isSequential = isChain(network);
  const config = isSequential ? sequence(network, spelling) : graph(network, spelling);
  if (spelling === 'keras2') return { class_name: isSequential ? 'Sequential' : 'Functional', config };
  return {
    module: isSequential ? 'keras' : 'keras.src.models.functional',
    class_name: isSequential ? 'Sequential' : 'Functional',
    config,
    registered_name: isSequential ? null : 'Functional',
    build_config: { input_shape: shapesOf(network.inputs.map(({ shape }) => shape)) },
  };
}

/** What a reader of Keras must do first, in plain words. */
export function remarksForKeras(where: string, { layers }: Network): readonly string[] {
  return [...ownRemarks(where, layers), ...geluRemarks(where, layers), ...stridesRemarks(where, layers)];
}

type Layers = Network['layers'];

const andMore = ({ length }: readonly unknown[]): string => (length === 1 ? '' : ` and ${length - 1} more`);

/** Keras raises an error where such a layer is made. */
function stridesRemarks(where: string, layers: Layers): readonly string[] {
  const isLong = (given: unknown): boolean => Array.isArray(given) && given.some((one) => Number(one) > 1);
  const both = layers.filter(
    ({ definition, options }) =>
      ['conv2d', 'groupedConv2d', 'conv2dTranspose'].includes(definition.kind) &&
      isLong(options.strides) &&
      isLong(options.dilationRate),
  );
  const [first] = both;
  if (first === undefined) return [];
  return [
    `${where}: '${first.name}'${andMore(both)}: Keras refuses strides and dilation in one layer, and will not load the file`,
  ];
}

/** A function without a name in Keras. */
function geluRemarks(where: string, layers: Layers): readonly string[] {
  const some = layers.filter(({ options }) => options.activation === 'geluTanh');
  const [first] = some;
  if (first === undefined) return [];
  return [
    `${where}: '${first.name}'${andMore(some)}: Keras has no name for the GELU by tanh. The file loads where the function ` +
      `lambda x: keras.activations.gelu(x, approximate=True) is registered as '${PACKAGE}>gelu_tanh'`,
  ];
}

function ownRemarks(where: string, layers: Layers): readonly string[] {
  const own = layers.filter(({ definition }) => isOwn(definition.kind as LayerKind));
  const [first] = own;
  if (first === undefined) return [];
  const { className } = first.definition;
  return [
    `${where}: '${first.name}'${andMore(own)}: Keras has no layer '${className}'. The file loads where a class of that name is ` +
      `registered as '${PACKAGE}>${className}', as in the script of this network (Keras code)`,
  ];
}

/** Whether no Keras has the layer, whose class a script must bring along. */
function isOwn(kind: LayerKind): boolean {
  return CUSTOM_LAYERS[kind] !== undefined && KERAS_MODULES[kind] === undefined;
}

/** Keras rebuilds a model from its outputs, and would not know what to do with weights of other layers. */
function checkAllLead({ name, inputs, layers, outputs }: Network): void {
  const used = new Set(outputs);
  for (const layer of layers.toReversed())
    if (used.has(layer.name)) for (const read of layer.inputs) used.add(read);
  const idle = [...layers, ...inputs].find((one) => !used.has(one.name));
  if (idle !== undefined)
    throw new FormatError(
      name,
      `no output depends on '${idle.name}'; Keras cannot store such a layer. Remove it`,
    );
}

function sequence({ name, inputs, layers }: Network, spelling: Spelling): object {
  const entries = [
    ...inputs.map((input) => inputEntry(input, spelling)),
    ...layers.map((layer) => layerEntry(layer, spelling)),
  ];
  if (spelling === 'keras2') return { name, layers: entries };
  return {
    name,
    trainable: true,
    layers: entries,
    build_input_shape: shapesOf(inputs.map(({ shape }) => shape)),
  };
}

function graph({ name, inputs, layers, outputs }: Network, spelling: Spelling): object {
  const shapes = new Map<string, Shape>([
    ...inputs.map((input) => [input.name, input.shape] as const),
    ...layers.map((layer) => [layer.name, layer.outputShape] as const),
  ]);
  const numbers = callNumbers(layers);
  const history = (read: string): readonly [layer: string, call: number, output: number] => {
    const { layer, call: number } = numbers.get(read) ?? { layer: read, call: 0 };
    return [layer, number, 0];
  };
  const call = (layer: NetworkLayer): unknown => {
    const { inputs: reads } = layer;
    const operation = asOperation(layer);
    if (spelling === 'keras2' && operation === null) return reads.map((read) => [...history(read), {}]);
    const tensors = reads.map((read) => ({
      class_name: '__keras_tensor__',
      config: {
        shape: [null, ...(shapes.get(read) ?? [])],
        dtype: 'float32',
        keras_history: history(read),
      },
    }));
    // A layer that merges is given one list.
    return { args: tensors.length === 1 || operation !== null ? tensors : [tensors], kwargs: {} };
  };
  return {
    name,
    ...(spelling === 'keras3' ? { trainable: true } : {}),
    layers: [
      ...inputs.map((input) => ({ ...inputEntry(input, spelling), name: input.name, inbound_nodes: [] })),
      ...layers
        .filter((layer) => !isSharing(layer))
        .map((layer) => ({
          ...layerEntry(layer, spelling),
          name: layer.name,
          inbound_nodes: layers.filter(({ owner }) => owner === layer.name).map(call),
        })),
    ],
    input_layers: inputs.map((input) => [input.name, 0, 0]),
    output_layers: outputs.map(history),
  };
}

function inputEntry({ name, shape }: { name: string; shape: Shape }, spelling: Spelling): object {
  const batchShape = [null, ...shape];
  if (spelling === 'keras2') {
    return {
      class_name: 'InputLayer',
      config: { batch_input_shape: batchShape, dtype: 'float32', sparse: false, name },
    };
  }
  return {
    module: 'keras.layers',
    class_name: 'InputLayer',
    config: { batch_shape: batchShape, dtype: 'float32', sparse: false, name },
    registered_name: null,
  };
}

/** Of several matrices; null where a layer of Keras does the same. */
const asOperation = ({ definition, options, inputShapes: [shape = []] }: NetworkLayer): KerasLayer | null =>
  definition.kind === 'dot' && shape.length > 2
    ? operationOfDot(options.axes as readonly number[], shape)
    : null;

function layerEntry(layer: NetworkLayer, spelling: Spelling): object {
  const operation = asOperation(layer);
  // Also in `.h5` files, where Keras 3 looks for the module.
  if (operation !== null) {
    const { className, config } = operation;
    return {
      module: 'keras.src.ops.numpy',
      class_name: className,
      config: { name: layer.name, ...config },
      registered_name: className,
    };
  }
  const { className, config: given } = layerToKeras(layer);
  const kind = layer.definition.kind as LayerKind;
  // Keras finds a class that it does not have by the name that it was registered by.
  const own = isOwn(kind);
  const registered = `${PACKAGE}>${className}`;
  const home = KERAS_MODULES[kind];
  const config = kind === 'layerScale' ? { ...given, projection_dim: layer.outputShape.at(-1) } : given;
  if (spelling === 'keras2') return { class_name: own ? registered : className, config };
  return {
    module: own ? null : (home ?? 'keras.layers'),
    class_name: className,
    config: className === 'LeakyReLU' ? withSlope(config) : config,
    registered_name: own ? registered : home === undefined ? null : className,
    build_config: { input_shape: shapesOf(layer.inputShapes) },
  };
}

/** Keras 3 warns at the name that Keras 2 and tfjs have for the slope. */
function withSlope({ alpha, ...config }: KerasLayer['config']): KerasLayer['config'] {
  return { ...config, negative_slope: alpha };
}

/** With the batch axis; of several a list. */
function shapesOf(shapes: readonly Shape[]): unknown {
  const batched = shapes.map((shape) => [null, ...shape]);
  return batched.length === 1 ? batched[0] : batched;
}
