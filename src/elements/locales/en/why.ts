// What a number comes from: the words of hovering, checking and fields.

import { integer } from '../integer';

export const why = {
  digits: 'All digits',
  computing: 'Computing…',
  failed: (reason: string) => `This could not be computed: ${reason}`,
  padding: 'padding',
  patchKeys: 'Inputs and weights. Arrow keys select a pair; its product is shown below.',
  weight: (value: string, row: number, column: number, outputs: number, padded: number) =>
    `The weight in row ${row}, column ${column} is ${value}. It is used for all ${integer.format(outputs)} cells of the map` +
    (padded > 0 ? `; for ${integer.format(padded)} of them it is multiplied by the 0 of the padding.` : '.') +
    ' The dashed frame shows the inputs it is multiplied by.',
  activeInputs: (active: number, all: number) =>
    `${integer.format(active)} of its ${integer.format(all)} inputs are not 0.`,
  check: {
    button: 'Check',
    title: 'The value, computed twice',
    gpu: 'GPU, 32 bits',
    cpu: 'CPU, 64 bits',
    difference: 'Difference',
    agree:
      'They agree. The CPU computed the value again from the same inputs and weights. 32-bit numbers have about seven digits.',
    differs: 'They differ by more than rounding explains.',
    moving:
      'The network is training, so the values changed between the two readings. Pause training to compare.',
  },
  softmax: {
    share: 'share',
    what: (most: string) =>
      `z is the sum of a class, and m = ${most} is the largest of them. The probability of a class is its exponential divided by the sum Σ of all exponentials. Subtracting m does not change the probabilities and keeps the exponentials small.`,
  },
  field: {
    unit: 'Receptive field',
    effective: 'Effective field',
    label: 'How much each pixel changes this value, drawn over the picture',
    what: (most: string) =>
      `How much this value changes for a small change of each pixel (at most ${most}). Pixels outside the frame have no effect.`,
    still: 'No pixel changes this value now, because ReLU sets it to 0.',
  },
};
