// A PyTorch program that trains a network on larger machines: the module, its weights, and a training loop for one or many
// processes. It keeps weights in a safetensors file of ours, so what it has trained opens as a whole model.

import { defineNetwork } from '../../models/network';
import { lastActivation } from '../../models/lower';
import { writeSafeTensors } from '../safetensors/safetensors';
import { FormatError, type StoredModel } from '../storedModel';
import train from './program/train.py?raw';
import weights from './program/weights.py?raw';
import { writePyTorchModule } from './write';

/** @throws FormatError where the network does not tell classes apart, or cannot be a module */
export function writePyTorchProgram(model: StoredModel): ReadonlyMap<string, Uint8Array | string> {
  const network = defineNetwork(model.network);
  const last = network.layers.find(({ name }) => name === network.outputs[0]);
  if (last === undefined || lastActivation(last) !== 'softmax' || last.outputShape.length !== 1)
    throw new FormatError(
      network.name,
      'must end with probabilities of classes (softmax) to be trained by the program',
    );
  if (model.weights === null) throw new FormatError(network.name, 'has no weights to start from');
  return new Map<string, Uint8Array | string>([
    ['network.py', writePyTorchModule(network)],
    ['weights.py', weights],
    ['train.py', train],
    ['start.safetensors', writeSafeTensors(model)],
    ['README.md', readme(network.name)],
  ]);
}

const readme = (name: string): string => `# Train ${name} with PyTorch

    python train.py --data DATA

\`DATA\` is a folder with a folder of pictures for each class, a NumPy file (\`x_train\`, \`y_train\`), or a folder with MNIST's IDX
files. \`python train.py --help\` has the commands for several GPUs and several machines.

Training starts from \`start.safetensors\` and writes \`trained.safetensors\` after each epoch. Drop that file on Convscope: it is
the whole network with its weights.
`;
