// Networks as PyTorch programs: what is written. They are run in program.python.test.ts.

import { describe, expect, test } from 'vitest';
import { writePyTorchProgram } from '../../../src/formats/pytorch/program';
import { writePyTorchModule } from '../../../src/formats/pytorch/write';
import { FormatError } from '../../../src/formats/storedModel';
import { lenet5 } from '../../../src/models/lenet';
import { defineNetwork, type Network } from '../../../src/models/network';
import { randomWeights } from '../../../src/fuzz/randomNetworks';

const lenet = defineNetwork(lenet5);
const stored = (network: Network, seed: number) => ({
  network: network.toJSON(),
  weights: randomWeights(network, seed),
  remarks: [],
});

describe('a network as a PyTorch module', () => {
  test('reads like one that was written by hand', () => {
    const text = writePyTorchModule(lenet);
    expect(text).toContain(`    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, (5, 5), padding=(2, 2))
        self.conv2 = nn.Conv2d(6, 16, (5, 5))
        self.dense1 = nn.Linear(400, 120)
        self.dense2 = nn.Linear(120, 84)
        self.answer = nn.Linear(84, 10)
`);
    expect(text).toContain(`        conv1 = F.relu(self.conv1(`);
    expect(text).toContain(`        flatten = pool2.permute(0, 2, 3, 1).flatten(1)
        dense1 = F.relu(self.dense1(flatten))
        dense2 = F.relu(self.dense2(dense1))
        answer = self.answer(dense2)
        return answer
`);
    expect(text).toContain('"conv1/weight": ("conv1.weight", (3, 2, 0, 1)),');
  });

  test('takes and gives several values in the order of the network', () => {
    const network = defineNetwork({
      name: 'several',
      input: [
        { name: 'b', shape: [5] },
        { name: 'a', shape: [4, 4, 2] },
      ],
      layers: [
        { name: 'flat', kind: 'flatten', inputs: ['a'] },
        { name: 'both', kind: 'concatenate', inputs: ['flat', 'b'] },
        { name: 'x', kind: 'dense', options: { units: 3, activation: 'softmax' }, inputs: ['both'] },
        { name: 'y', kind: 'dense', options: { units: 1 }, inputs: ['x'] },
        { name: 'z', kind: 'dense', options: { units: 2, activation: 'softmax' }, inputs: ['both'] },
      ],
      outputs: ['z', 'x', 'y'],
    });
    const text = writePyTorchModule(network);
    expect(text).toContain(`    """5 + 32 numbers in, 2 + 3 + 1 out."""

    # Names in Convscope, and shapes without the batch axis, in the order of forward.
    INPUTS = (("b", (5,)), ("a", (2, 4, 4)),)
    OUTPUTS = (("z", (2,)), ("x", (3,)), ("y", (1,)),)
`);
    expect(text).toContain(`    def forward(self, b, a):
        """Logits of z, x_logits: F.softmax of them are the probabilities."""
        flat = a.permute(0, 2, 3, 1).flatten(1)
        both = torch.cat([flat, b], 1)
        x_logits = self.x(both)
        x = F.softmax(x_logits, 1)
        y = self.y(x)
        z = self.z(both)
        return z, x_logits, y

    def probabilities(self, b, a):
        outputs = self(b, a)
        return F.softmax(outputs[0], 1), F.softmax(outputs[1], 1), outputs[2]
`);
    const program = writePyTorchProgram(stored(network, 1), [1, 0.5, 0.25]);
    expect(program.get('train.py')).toContain(`
LOSSES = [
    ("z", F.cross_entropy, 1),
    ("x", F.cross_entropy, 0.5),
    ("y", F.mse_loss, 0.25),
]
`);
    expect(program.get('README.md')).toContain(
      '- output `y`: mean squared error; a number for each of the output; weight 0.25\n',
    );
    expect(writePyTorchProgram(stored(lenet, 1)).get('train.py')).toContain(`
LOSSES = [
    ("answer", F.cross_entropy, 1),
]
`);
  });

  test('names that are none in Python, or PyTorch’s own, are changed', () => {
    const network = defineNetwork({
      name: 'names',
      input: [4],
      layers: [
        { name: 'train', kind: 'dense', options: { units: 4 } },
        { name: 'class', kind: 'dense', options: { units: 4 } },
        { name: '1st layer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
      ],
    });
    const text = writePyTorchModule(network);
    expect(text).toContain('self.train_2 = nn.Linear(4, 4)');
    expect(text).toContain('self.class_ = nn.Linear(4, 4)');
    expect(text).toContain('"1st layer/weight": ("_1st_layer.weight", (1, 0)),');
  });

  test('what has no such text is refused with its place', () => {
    const row = defineNetwork({
      name: 'rows',
      input: [4, 4],
      layers: [{ name: 'out', kind: 'dense', options: { units: 2 } }],
    });
    expect(() => writePyTorchModule(row)).toThrow(
      new FormatError(
        "rows, 'out'",
        'must be a map (3 axes) or a row (1 axis) for PyTorch, or between layers that take tables. It has 2',
      ),
    );
    expect(() => writePyTorchProgram({ ...stored(lenet, 1), weights: null })).toThrow(
      'lenet5: has no weights to start from',
    );
  });
});
