// A network as a Keras script that runs as it is: imports, data, model, compile, summary, fit. Sequential where every
// layer reads the one before it, else the functional API. Only what differs from Keras's defaults is written, names of
// layers only where Keras would give others. readCode() of it gives the same network and the same settings.

import type { Shape } from '../../../graph/tensor';
import { kerasName } from '../../../layers/shared/kerasNames';
import { labelsOf } from '../../../models/labels';
import {
  defineNetwork,
  isChain,
  isSharing,
  type Network,
  type NetworkConfig,
  type NetworkLayer,
} from '../../../models/network';
import { OPTIMIZERS } from '../../../optimizers/more';
import { type OptimizerKind } from '../../../optimizers/optimizers';
import type { Schedule } from '../../../optimizers/schedules';
import type { LayerKind } from '../../../layers/all';
import type { ClassWeights, EpochStopping, ReduceOnPlateau } from '../../../train/monitored';
import { KERAS_LAYERS, optionOf, penaltyOf } from '../layers';
import { operationOfDot } from '../operations';
import { CUSTOM_LAYERS } from '../customLayers';
import { KERAS_OPTIMIZERS, optimizerArgument, optimizerOption } from '../optimizers';
import { FormatError } from '../../storedModel';
import { NameGiver } from './paths';
import { optionText, penaltyText, pythonText, rateText, variableName, type NameOf } from './python';
import { callbackTexts, classWeightText, lossText } from './trainingText';

export interface CodeSettings {
  readonly optimizer: string;
  /** Those that differ from Keras's are written. */
  readonly optimizerOptions: Readonly<Record<string, unknown>>;
  /** What the learning rate follows; absent: it stays. */
  readonly schedule?: Schedule | null;
  /** Our kind of loss. */
  readonly loss: string;
  readonly batchSize: number;
  readonly epochs: number;
  /** Of a cross-entropy with a number for each class. */
  readonly labelSmoothing?: number;
  readonly classWeights?: ClassWeights | null;
  /** Of a network with several outputs. */
  readonly lossWeights?: readonly number[] | null;
  readonly earlyStopping?: EpochStopping | null;
  readonly reduceOnPlateau?: ReduceOnPlateau | null;
}

export const USUAL_SETTINGS: CodeSettings = {
  optimizer: 'adam',
  optimizerOptions: {},
  loss: 'categoricalCrossentropy',
  batchSize: 64,
  epochs: 5,
};

/** A script by its parts, a line an entry. */
export interface ScriptParts {
  readonly imports: readonly string[];
  /** Layers that Keras does not have. */
  readonly classes: readonly string[];
  readonly data: readonly string[];
  readonly model: readonly string[];
  readonly compile: string;
  /** summary, fit, evaluate */
  readonly training: readonly string[];
}

/** @throws ArchitectureError, or FormatError if a name can't be written */
export function writeCode(config: NetworkConfig, settings: CodeSettings = USUAL_SETTINGS): string {
  const { imports, classes, data, model, compile, training } = scriptParts(config, settings);
  return [
    ...imports,
    ...(classes.length === 0 ? [] : ['', '', ...classes, '']),
    '',
    ...data,
    '',
    ...model,
    '',
    compile,
    ...training,
    '',
  ].join('\n');
}

/** @throws ArchitectureError, or FormatError if a name can't be written */
export function scriptParts(config: NetworkConfig, settings: CodeSettings = USUAL_SETTINGS): ScriptParts {
  const network = defineNetwork(config);
  const imports = new Imports();
  const model = isChain(network) ? sequential(network, imports) : functional(network, imports);
  const classes = network.layers.find(({ name }) => name === network.outputs[0])?.outputShape.at(-1) ?? 1;
  const each = (text: string): string =>
    network.outputs.length === 1 ? text : `[${network.outputs.map(() => text).join(', ')}]`;
  const { lossWeights } = settings;
  const compile = [
    `optimizer=${optimizerText(settings, imports)}`,
    `loss=${each(lossText(settings, (className) => imports.use('keras.losses', className)))}`,
    ...(lossWeights ? [`loss_weights=[${lossWeights.join(', ')}]`] : []),
    `metrics=${each('["accuracy"]')}`,
  ].join(', ');
  const callbacks = callbackTexts(settings, (className) => imports.use('keras.callbacks', className));
  const weights = settings.classWeights ?? null;
  const labels = settings.loss === 'sparseCategoricalCrossentropy' ? 'y_train' : 'y_train.argmax(axis=1)';
  if (weights === 'balanced') imports.also('import numpy as np');
  const fitted = [
    ...(weights === null ? [] : [`class_weight=${classWeightText(weights, classes, labels)}`]),
    ...(callbacks.length === 0 ? [] : [`callbacks=[${callbacks.join(', ')}]`]),
  ];
  const data = dataText(network, classes, settings.loss, imports);
  return {
    imports: imports.lines(),
    classes: classesOf(network),
    data,
    model,
    compile: `model.compile(${compile})`,
    training: [
      'model.summary()',
      `model.fit(${['x_train', each('y_train'), `batch_size=${settings.batchSize}`, `epochs=${settings.epochs}`, `validation_data=(x_test, ${each('y_test')})`, ...fitted].join(', ')})`,
      `model.evaluate(x_test, ${each('y_test')})`,
    ],
  };
}

/** The classes that its layers need, each once. */
function classesOf({ layers }: Network): string[] {
  const kinds = new Set(layers.map(({ definition }) => definition.kind as LayerKind));
  const texts = [...kinds].flatMap((kind) => CUSTOM_LAYERS[kind] ?? []);
  return texts.flatMap((text, i) => [...(i === 0 ? [] : ['', '']), ...text.split('\n')]);
}

/** What the script needs of Keras. */
class Imports {
  readonly #names = new Map<string, Set<string>>();
  readonly #modules = new Set<string>(['import keras']);

  /** @returns the name as the script uses it */
  use(module: string, name: string): string {
    const names = this.#names.get(module) ?? new Set();
    this.#names.set(module, names.add(name));
    return name;
  }

  also(line: string): void {
    this.#modules.add(line);
  }

  lines(): string[] {
    const from = [...this.#names]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([module, names]) => `from ${module} import ${[...names].sort().join(', ')}`);
    return [...this.#modules, ...from];
  }
}

/** Not "model", which a reader takes where none is given. */
function nameText(network: Network): string {
  return network.name === 'model' ? '' : `name=${pythonText(network.name)}`;
}

function inputText(name: string, shape: Shape, imports: Imports): string {
  const named = name === 'input' ? '' : `, name=${pythonText(name)}`;
  return `${imports.use('keras.layers', 'Input')}(shape=${pythonText(shape)}${named})`;
}

function sequential(network: Network, imports: Imports): string[] {
  const names = new NameGiver();
  const [input] = network.inputs;
  return [
    `model = ${imports.use('keras.models', 'Sequential')}(${nameText(network)})`,
    `model.add(${inputText(input?.name ?? 'input', input?.shape ?? [], imports)})`,
    ...network.layers.map((layer) => `model.add(${layerText(layer, imports, names)})`),
  ];
}

function functional(network: Network, imports: Imports): string[] {
  const names = new NameGiver();
  const taken = new Set(['keras', 'model', 'x_train', 'y_train', 'x_test', 'y_test', 'np']);
  const variables = new Map<string, string>();
  const variable = (name: string): string => {
    const chosen = variableName(name, taken);
    taken.add(chosen);
    variables.set(name, chosen);
    return chosen;
  };
  const of = (name: string): string => variables.get(name) ?? name;
  const several = (list: readonly string[]): string =>
    list.length === 1 ? of(list[0] ?? '') : `[${list.map(of).join(', ')}]`;
  const lines = network.inputs.map(
    ({ name, shape }) =>
      `${variable(name === 'input' ? 'inputs' : name)} = ${inputText(name, shape, imports)}`,
  );
  network.inputs.forEach(({ name }) => {
    if (name === 'input') variables.set('input', of('inputs'));
  });
  const shared = new Map<string, string>();
  for (const { owner } of network.layers.filter(isSharing)) {
    if (shared.has(owner)) continue;
    shared.set(owner, variableName(`shared_${owner}`, taken));
    taken.add(shared.get(owner) ?? '');
  }
  for (const layer of network.layers) {
    const called = functionText(layer, layer.inputs.map(of));
    if (called !== null) {
      lines.push(`${variable(layer.name)} = ${called}`);
      continue;
    }
    let text = shared.get(layer.owner);
    if (text === undefined) text = layerText(layer, imports, names);
    else if (!isSharing(layer)) lines.push(`${text} = ${layerText(layer, imports, names)}`);
    lines.push(`${variable(layer.name)} = ${text}(${several(layer.inputs)})`);
  }
  const named = nameText(network);
  const model = imports.use('keras.models', 'Model');
  const [inputs, outputs] = [network.inputs.map(({ name }) => name), network.outputs];
  lines.push(
    `model = ${model}(inputs=${several(inputs)}, outputs=${several(outputs)}${named && `, ${named}`})`,
  );
  return lines;
}

/** Of what is no layer in Keras, but a function: several matrices by their counterparts. Its name is not kept. */
function functionText(
  { definition, options, inputShapes: [shape = []] }: NetworkLayer,
  given: readonly string[],
): string | null {
  if (definition.kind !== 'dot' || shape.length < 3) return null;
  const { className, config } = operationOfDot(options.axes as readonly number[], shape);
  return className === 'Matmul'
    ? `keras.ops.matmul(${given.join(', ')})`
    : `keras.ops.einsum(${[pythonText(config.subscripts), ...given].join(', ')})`;
}

function layerText(layer: NetworkLayer, imports: Imports, names: NameGiver): string {
  if (/[/\n\r]/.test(layer.name)) {
    throw new FormatError(`layer '${layer.name}'`, "Keras takes no '/' and no line break in a layer's name");
  }
  const kind = layer.definition.kind as LayerKind;
  const { className, untrainable = false } = KERAS_LAYERS[kind];
  const given = argumentTexts(layer, (module, name) => imports.use(module, name));
  const own = names.next(className) === layer.name ? [] : [`name=${pythonText(layer.name)}`];
  if (own.length === 0) names.take(className);
  const frozen = layer.trainable || untrainable ? [] : ['trainable=False'];
  const called = CUSTOM_LAYERS[kind] === undefined ? imports.use('keras.layers', className) : className;
  return `${called}(${[...given, ...own, ...frozen].join(', ')})`;
}

/** A function of TensorFlow as a layer: `lambda x: tf.nn.local_response_normalization(x, bias=2)`. */
export function lambdaText(path: string, given: readonly string[]): string {
  return `lambda x: ${path}(${['x', ...given].join(', ')})`;
}

/** Arguments without a default, those that differ from it, and those that Keras requires, in Keras's order. */
export function argumentTexts(
  { definition, options }: Pick<NetworkLayer, 'definition' | 'options'>,
  nameOf: NameOf,
): string[] {
  const kind = definition.kind as LayerKind;
  const { positional, required = [] } = KERAS_LAYERS[kind];
  return positional.flatMap((argument) => {
    const option = optionOf(kind, argument);
    if (option === null) return [];
    if (argument.endsWith('_regularizer')) {
      const text = penaltyText(penaltyOf(kind, argument, options), nameOf);
      return text === 'None' ? [] : [`${argument}=${text}`];
    }
    const value = options[option];
    const fallback = required.includes(argument) ? undefined : definition.options[option]?.default;
    if (fallback !== undefined && JSON.stringify(value) === JSON.stringify(fallback)) return [];
    return [`${kerasName(option, kind)}=${optionText(option, value, nameOf)}`];
  });
}

/** `Adam(learning_rate=0.002)`. */
function optimizerText(
  { optimizer: kind, optimizerOptions: options, schedule = null }: CodeSettings,
  imports: Imports,
): string {
  const form = KERAS_OPTIMIZERS[kind as OptimizerKind];
  const table = OPTIMIZERS[kind as OptimizerKind].options as Readonly<Record<string, { default?: unknown }>>;
  const given = form.positional.flatMap((argument) => {
    const option = optimizerOption(kind as OptimizerKind, argument);
    const value = option === null ? undefined : options[option];
    if (option === 'learningRate' && schedule !== null) {
      const learningRate = Number(value ?? table[option]?.default);
      const name = (className: string): string => imports.use('keras.optimizers.schedules', className);
      return [`learning_rate=${rateText({ learningRate, schedule }, name)}`];
    }
    if (option === null || value === undefined || value === table[option]?.default) return [];
    return [`${optimizerArgument(option)}=${pythonText(value)}`];
  });
  return `${imports.use('keras.optimizers', form.className)}(${given.join(', ')})`;
}

/** Data of the right sizes: MNIST or CIFAR-10 where they are, else room for one's own, an array for each input. */
function dataText(network: Network, classes: number, loss: string, imports: Imports): string[] {
  const [{ shape: picture } = { shape: [] }, ...others] = network.inputs;
  const shape = picture.join(', ');
  const known = others.length > 0 ? undefined : { '28, 28, 1': 'mnist', '32, 32, 3': 'cifar10' }[shape];
  const reshaped = known === 'mnist' ? '.reshape(-1, 28, 28, 1)' : '';
  const labels =
    loss === 'sparseCategoricalCrossentropy'
      ? []
      : ['train', 'test'].map((part) => `y_${part} = keras.utils.to_categorical(y_${part}, ${classes})`);
  if (known !== undefined && classes === 10) {
    return [
      `(x_train, y_train), (x_test, y_test) = keras.datasets.${known}.load_data()`,
      ...['train', 'test'].map((part) => `x_${part} = x_${part}${reshaped}.astype("float32") / 255`),
      ...labels,
    ];
  }
  imports.also('import numpy as np');
  return [
    others.length === 0
      ? '# Put your own pictures (values from 0 to 1) and labels (class numbers) here.'
      : '# Put your own numbers, an array for each input, and labels (class numbers) here.',
    ...(
      [
        ['train', 640],
        ['test', 64],
      ] as const
    ).flatMap(([part, count]) => {
      const arrays = network.inputs.map((input) => arrayText(network, input, count));
      return [
        `x_${part} = ${others.length === 0 ? (arrays[0] ?? '') : `[${arrays.join(', ')}]`}`,
        `y_${part} = np.random.randint(0, ${classes}, ${count})`,
      ];
    }),
    ...labels,
  ];
}

/** Numbers that an input takes. */
function arrayText(network: Network, { name, shape }: Network['inputs'][number], count: number): string {
  const labels = labelsOf(network, name);
  const lengths = [count, ...shape].join(', ');
  return labels === null
    ? `np.random.rand(${lengths}).astype("float32")`
    : `np.random.randint(0, ${labels}, (${lengths}))`;
}
