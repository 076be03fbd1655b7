// A network as a PyTorch module.

import { sizeOf, type Shape } from '../../graph/tensor';
import type { LayerKind } from '../../layers/all';
import { lastActivation } from '../../models/lower';
import { isSharing, type Network, type NetworkLayer } from '../../models/network';
import { pythonText, variableName } from '../keras/code/python';
import { FormatError } from '../storedModel';
import { activated } from './writeActivation';
import { LAYER_WRITERS, leftOut, type Site } from './writeLayers';

/** Names of the module's own, and those that its text uses. */
const TAKEN = [
  ...['self', 'torch', 'nn', 'F', 'forward', 'probabilities', 'INPUTS', 'OUTPUTS', 'WEIGHTS'],
  ...['outputs', 'header', 'training', 'train', 'eval', 'modules', 'parameters', 'buffers', 'children'],
  ...['apply', 'to', 'half', 'float', 'double', 'type', 'cpu', 'cuda', 'compile', 'state_dict'],
  ...['share_memory', 'extra_repr', 'add_module'],
];

/** Whether the module gives of an output what comes before the softmax: the loss takes its logarithm together with it. */
const givesLogits = (layer: NetworkLayer): boolean => lastActivation(layer) === 'softmax';

/** Layers whose text is for tables (tokens × channels), too: those lie as ours do. */
const OF_TABLES: ReadonlySet<string> = new Set<LayerKind>([
  ...(['embedding', 'dense', 'flatten', 'reshape', 'permute', 'dot', 'concatenate', 'dropout'] as const),
  ...(['layerNormalization', 'unitNormalization', 'layerScale', 'rescaling', 'activation', 'reLU'] as const),
  ...(['leakyReLU', 'elu', 'softmax', 'add', 'subtract', 'multiply', 'average', 'maximum'] as const),
  ...(['minimum', 'customScaleLayer'] as const),
]);
const TABLE_AXES = 2;

/** Whether a value is a table, and only layers whose text is for tables make and read it. */
function isTable({ layers, outputs }: Network, name: string, { length }: Shape): boolean {
  const around = layers.filter((layer) => layer.name === name || layer.inputs.includes(name));
  const isRight = ({ definition: { kind }, inputShapes }: NetworkLayer): boolean =>
    OF_TABLES.has(kind) &&
    (inputShapes.length < 2 || inputShapes.every((shape) => shape.length <= TABLE_AXES));
  return length === TABLE_AXES && !outputs.includes(name) && around.every(isRight);
}

/**
 * The text of network.py: the module, and which of our parameters are which of its own. It takes and gives several values in the order
 * of the network's inputs and outputs, as Keras does.
 * @throws FormatError where the network has values that are neither maps nor rows, nor tables between layers that take these
 */
export function writePyTorchModule(network: Network): string {
  const shapes = new Map<string, Shape>(network.inputs.map(({ name, shape }) => [name, shape]));
  for (const { name, outputShape } of network.layers) shapes.set(name, outputShape);
  for (const [name, shape] of shapes)
    if (![0, 1, 3].includes(shape.length) && !isTable(network, name, shape))
      throw new FormatError(
        `${network.name}, '${name}'`,
        `must be a map (3 axes) or a row (1 axis) for PyTorch, or between layers that take tables. It has ${shape.length}`,
      );

  const names = new Map<string, string>();
  for (const name of shapes.keys())
    names.set(name, variableName(name, new Set([...names.values(), ...TAKEN])));
  const variable = (name: string): string => names.get(name) ?? name;
  const modules: string[] = [];
  /** By layer, the text of its module. */
  const texts = new Map<string, string | undefined>();
  const weights: string[] = [];
  const lines: string[] = [];
  /** What is given of each output, by the name of its layer. */
  const given = new Map<string, string>();
  const read = new Set(network.layers.flatMap(({ inputs }) => inputs));
  for (const layer of network.layers) {
    const write = layer.definition.augments === true ? leftOut : LAYER_WRITERS[layer.definition.kind];
    if (write === undefined)
      throw new FormatError(
        `${network.name}, '${layer.name}'`,
        `${layer.definition.className} has no PyTorch text`,
      );
    const own = variable(layer.name);
    const module = variable(layer.owner);
    const reads = layer.inputs.map(variable);
    const site: Site = {
      layer,
      self: `self.${module}`,
      reads,
      x: reads[0] ?? '',
      input: layer.inputShapes[0] ?? [],
    };
    const written = write(site);
    if (isSharing(layer)) checkModule(network, layer, texts.get(layer.owner), written.module);
    else {
      texts.set(layer.name, written.module);
      if (written.module !== undefined) modules.push(`self.${own} = ${written.module}`);
      if (!layer.trainable && layer.parameterCount > 0) modules.push(`self.${own}.requires_grad_(False)`);
      for (const name of written.fixed ?? []) modules.push(`self.${own}.${name}.requires_grad_(False)`);
      for (const [parameter, name, axes] of written.weights ?? [])
        weights.push(`${pythonText(`${layer.name}/${parameter}`)}: ("${own}.${name}", ${pythonText(axes)}),`);
    }
    const note = written.note === undefined ? '' : `  # ${written.note}`;
    const result = activated(layer, written.result);
    const isLogits = network.outputs.includes(layer.name) && givesLogits(layer);
    if (!isLogits) lines.push(`${own} = ${result}${note}`);
    else if (!read.has(layer.name)) lines.push(`${own} = ${written.result}${note}`);
    else {
      // Other layers read the probabilities.
      const logits = variableName(`${own}_logits`, new Set([...names.values(), ...TAKEN]));
      names.set(`${layer.name} logits`, logits);
      given.set(layer.name, logits);
      lines.push(`${logits} = ${written.result}${note}`, `${own} = ${activated(layer, logits)}`);
    }
  }

  const theirs = (shape: Shape): Shape =>
    shape.length === 3 ? [2, 0, 1].map((axis) => shape[axis] ?? 1) : shape;
  const indent = (by: number, text: readonly string[]): string[] =>
    text.map((line) => (line === '' ? '' : ' '.repeat(by) + line));
  const parameters = network.inputs.map(({ name }) => variable(name)).join(', ');
  const outputs = network.outputs.map((name) => ({
    name,
    shape: shapes.get(name) ?? [],
    text: given.get(name) ?? variable(name),
    isLogits: network.layers.some((layer) => layer.name === name && givesLogits(layer)),
  }));
  const logits = outputs.filter(({ isLogits }) => isLogits);
  const isOne = outputs.length === 1;
  const counts = (shapesOf: readonly Shape[]): string => shapesOf.map(sizeOf).join(' + ');
  // With a comma even if there is only one: a tuple.
  const byName = (some: readonly { readonly name: string; readonly shape: Shape }[]): string =>
    `(${some.map(({ name, shape }) => `(${pythonText(name)}, ${pythonText(theirs(shape))}),`).join(' ')})`;
  return [
    `"""${network.name.replace(/["\\]/g, '_')}, as a PyTorch module. Maps are C×H×W."""`,
    '',
    'import torch',
    'from torch import nn',
    'from torch.nn import functional as F',
    '',
    '',
    'class Network(nn.Module):',
    `    """${counts(network.inputs.map(({ shape }) => shape))} numbers in, ${counts(outputs.map(({ shape }) => shape))} out."""`,
    '',
    '    # Names in Convscope, and shapes without the batch axis, in the order of forward.',
    `    INPUTS = ${byName(network.inputs)}`,
    `    OUTPUTS = ${byName(outputs)}`,
    '    # By the name in Convscope: the name here, and which axis there each axis here is.',
    '    WEIGHTS = {',
    ...indent(8, weights),
    '    }',
    '',
    '    def __init__(self):',
    '        super().__init__()',
    ...indent(8, modules),
    '',
    `    def forward(self, ${parameters}):`,
    ...(logits.length > 0
      ? [
          isOne
            ? '        """Logits: F.softmax of them are the probabilities."""'
            : `        """Logits of ${logits.map(({ text }) => text).join(', ')}: F.softmax of them are the probabilities."""`,
        ]
      : []),
    ...indent(8, lines),
    `        return ${outputs.map(({ text }) => text).join(', ')}`,
    ...(logits.length === 0
      ? []
      : [
          '',
          `    def probabilities(self, ${parameters}):`,
          ...(isOne
            ? [`        return F.softmax(self(${parameters}), 1)`]
            : [
                `        outputs = self(${parameters})`,
                `        return ${outputs
                  .map(({ isLogits }, i) => (isLogits ? `F.softmax(outputs[${i}], 1)` : `outputs[${i}]`))
                  .join(', ')}`,
              ]),
        ]),
    '',
  ].join('\n');
}

/** @throws FormatError if a module that is called again would have to be another one, as where borders differ */
function checkModule(
  network: Network,
  { name, owner }: NetworkLayer,
  first: string | undefined,
  again: string | undefined,
): void {
  if (first === again) return;
  throw new FormatError(
    `${network.name}, '${name}'`,
    `shares the weights of '${owner}', which in PyTorch is ${first}. On its own input it would be ${again}`,
  );
}
