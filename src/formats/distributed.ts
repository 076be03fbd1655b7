// Outgrown one machine? The network as a Keras script that trains on all devices of another, with its weights and a
// note on how to bring them back: a zip of train_tensorflow.py (tf.distribute), train_jax.py (keras.distribution),
// start.weights.h5 and README.md.
//
// Both scripts are made of the parts of the one that `writeCode` gives, with the lines for the devices in it: in TensorFlow a model must be
// built and compiled in the strategy's scope, in JAX the distribution must be set before anything is built.
// Sources: https://www.tensorflow.org/guide/distributed_training, https://keras.io/guides/distribution/

import { snakeCase } from '../layers/shared/kerasNames';
import { defineNetwork, type LayerConfig, type NetworkConfig } from '../models/network';
import { writeKerasWeights } from './hdf5/kerasHdf5';
import { variableName } from './keras/code/python';
import { scriptParts, type CodeSettings, type ScriptParts } from './keras/code/write';
import type { StoredModel } from './storedModel';
import { writeZip } from './zip';

const START = 'start.weights.h5';
const TRAINED = 'trained.weights.h5';

/**
 * @param front layers that stand before the network's own, as for the augmentation of a run
 * @throws FormatError, or ArchitectureError
 */
export async function writeDistributed(
  model: StoredModel,
  settings: CodeSettings,
  front: readonly LayerConfig[] = [],
): Promise<Uint8Array<ArrayBuffer>> {
  const written = { ...model, network: withFront(model.network, front) };
  const script = scriptParts(written.network, settings);
  return writeZip(
    new Map<string, Uint8Array | string>([
      ['train_tensorflow.py', tensorflowScript(script)],
      ['train_jax.py', jaxScript(script)],
      [START, await writeKerasWeights(written, 'keras3')],
      ['README.md', readme(model, settings)],
    ]),
  );
}

/** With layers before its own. */
function withFront(config: NetworkConfig, front: readonly LayerConfig[]): NetworkConfig {
  const { inputs, layers } = defineNetwork(config);
  const [input] = inputs;
  if (front.length === 0 || input === undefined || inputs.length > 1) return config;
  const taken = new Set([input.name, ...layers.map(({ name }) => name)]);
  const names = front.map(({ kind }) => variableName(snakeCase(kind), taken));
  const whole = defineNetwork(config).toJSON();
  return {
    ...whole,
    layers: [
      ...front.map((layer, at) => ({
        ...layer,
        name: names[at] ?? '',
        inputs: [names[at - 1] ?? input.name],
      })),
      ...whole.layers.map((layer) => ({
        ...layer,
        inputs: layer.inputs?.map((read) => (read === input.name ? (names.at(-1) ?? read) : read)),
      })),
    ],
  };
}

function tensorflowScript({ imports, classes, data, model, compile, training }: ScriptParts): string {
  return [
    '# Trains on all GPUs of this machine: each takes a part of the batch in every step.',
    'import os',
    '',
    'os.environ["KERAS_BACKEND"] = "tensorflow"',
    '',
    'import tensorflow as tf',
    ...imports,
    ...definitions(classes),
    '',
    ...data,
    '',
    'strategy = tf.distribute.MirroredStrategy()',
    'print("Devices:", strategy.num_replicas_in_sync)',
    '',
    'with strategy.scope():',
    ...[...model, `model.load_weights("${START}")`, compile].map((line) => `    ${line}`),
    '',
    ...training,
    `model.save_weights("${TRAINED}")`,
    '',
  ].join('\n');
}

/** Before what follows an empty line. */
const definitions = (classes: readonly string[]): string[] =>
  classes.length === 0 ? [] : ['', '', ...classes, ''];

function jaxScript({ imports, classes, data, model, compile, training }: ScriptParts): string {
  return [
    '# Trains on all devices that JAX finds: each takes a part of the batch in every step.',
    'import os',
    '',
    'os.environ["KERAS_BACKEND"] = "jax"',
    '',
    ...imports,
    ...definitions(classes),
    '',
    'devices = keras.distribution.list_devices()',
    'print("Devices:", devices)',
    'keras.distribution.set_distribution(keras.distribution.DataParallel(devices=devices))',
    '',
    ...data,
    '',
    ...model,
    `model.load_weights("${START}")`,
    compile,
    '',
    ...training,
    `model.save_weights("${TRAINED}")`,
    '',
  ].join('\n');
}

function readme({ network }: StoredModel, { batchSize, epochs }: CodeSettings): string {
  return `# Train ${network.name} on a larger machine

1. Copy this folder to the machine and install Keras 3 there:
   \`pip install keras tensorflow\`, or \`pip install keras "jax[cuda12]"\` for JAX on NVIDIA GPUs.
2. Run \`python train_tensorflow.py\` (\`tf.distribute.MirroredStrategy\`) or \`python train_jax.py\`
   (\`keras.distribution.DataParallel\`). Training starts from the weights of \`${START}\`.
3. The script ends with \`${TRAINED}\`. Drop that file on Convscope while this network is open: its weights
   replace those of the network. In the terminal: \`npm run convert -- ${TRAINED} OUT --onto NETWORK\`.

The batch of ${batchSize} pictures is divided among the devices. With many devices, increase \`batch_size\` in \`model.fit\`
and the learning rate with it. The script trains for ${epochs} epochs. It loads the data that the network was trained on
here; replace them with your own.

以上の手順：このフォルダを学習用のマシンにコピーし、Keras 3 をインストールして、どちらかのスクリプトを実行します。学習は
\`${START}\` の重みから始まり、終わると \`${TRAINED}\` ができます。同じネットワークを開いた Convscope にこのファイルを
ドロップすると、重みが置き換わります。
`;
}
