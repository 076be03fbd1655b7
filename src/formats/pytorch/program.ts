// A PyTorch program that trains a network on larger machines: the module, its weights, and a training loop for one or many
// processes. It keeps weights in a safetensors file of ours, so what it has trained opens as a whole model.

import { defineNetwork, type Network } from '../../models/network';
import { lastActivation } from '../../models/lower';
import { writeSafeTensors } from '../safetensors/safetensors';
import { pythonText } from '../keras/code/python';
import { FormatError, type StoredModel } from '../storedModel';
import train from './program/train.py?raw';
import weights from './program/weights.py?raw';
import { writePyTorchModule } from './write';

/**
 * @param lossWeights Keras's loss_weights, one for each output; default 1
 * @throws FormatError where the only output does not tell classes apart, or the network cannot be a module
 */
export function writePyTorchProgram(
  model: StoredModel,
  lossWeights: readonly number[] = [],
): ReadonlyMap<string, Uint8Array | string> {
  const network = defineNetwork(model.network);
  const losses = network.outputs.map((output, i): OutputLoss => {
    const layer = network.layers.find(({ name }) => name === output);
    return { output, loss: lossOf(layer && lastActivation(layer)), weight: lossWeights[i] ?? 1 };
  });
  const [first, ...others] = losses;
  if (others.length === 0 && first?.loss !== 'cross_entropy')
    throw new FormatError(
      network.name,
      'must end with probabilities of classes (softmax) to be trained by the program',
    );
  if (model.weights === null) throw new FormatError(network.name, 'has no weights to start from');
  return new Map<string, Uint8Array | string>([
    ['network.py', writePyTorchModule(network)],
    ['weights.py', weights],
    ['train.py', withLosses(train, losses)],
    ['start.safetensors', writeSafeTensors(model)],
    ['README.md', readme(network, losses)],
  ]);
}

interface OutputLoss {
  readonly output: string;
  /** A function of torch.nn.functional. */
  readonly loss: 'cross_entropy' | 'binary_cross_entropy' | 'mse_loss';
  readonly weight: number;
}

/** What an output is usually trained with. The module gives logits before a softmax. */
function lossOf(activation: string | undefined): OutputLoss['loss'] {
  if (activation === 'softmax') return 'cross_entropy';
  return activation === 'sigmoid' ? 'binary_cross_entropy' : 'mse_loss';
}

/** Between these lines of train.py stand the losses. */
const LOSSES = /(?<=^LOSSES = \[\n)[^]*?(?=^\]$)/m;

function withLosses(program: string, losses: readonly OutputLoss[]): string {
  const lines = losses.map(
    ({ output, loss, weight }) => `    (${pythonText(output)}, F.${loss}, ${pythonText(weight)}),\n`,
  );
  return program.replace(LOSSES, () => lines.join(''));
}

const MEANING: Readonly<Record<OutputLoss['loss'], string>> = {
  cross_entropy: 'cross-entropy; class numbers',
  binary_cross_entropy: 'binary cross-entropy; zeros and ones, a number for each of the output',
  mse_loss: 'mean squared error; a number for each of the output',
};

/** @returns what the data of several inputs and outputs hold; empty for one of each */
function dataText({ inputs, outputs }: Network, losses: readonly OutputLoss[]): string {
  if (inputs.length + outputs.length === 2) return '';
  const named = (name: string): string => `\`${name.replaceAll('`', "'")}\``;
  return `

Here the NumPy file has an array for each input and each output, by their names; maps are rows × columns × channels:
${inputs.map(({ name }) => `\n- input ${named(name)}`).join('')}
${losses
  .map(({ output, loss, weight }) => `- output ${named(output)}: ${MEANING[loss]}; weight ${weight}`)
  .join('\n')}

${
  inputs.length === 1 && losses.every(({ loss }) => loss === 'cross_entropy')
    ? 'Where the data name only one class for each picture, every output learns it. '
    : ''
}Losses and their weights stand at the beginning of \`train.py\`.
`;
}

const readme = (
  network: Network,
  losses: readonly OutputLoss[],
): string => `# Train ${network.name} with PyTorch

    python train.py --data DATA

\`DATA\` is a folder with a folder of pictures for each class, a NumPy file (\`x_train\`, \`y_train\`), or a folder with MNIST's IDX
files.${dataText(network, losses)}
\`python train.py --help\` has the commands for several GPUs and several machines.

Training starts from \`start.safetensors\` and writes \`trained.safetensors\` after each epoch. Drop that file on Convscope: it is
the whole network with its weights.
`;
