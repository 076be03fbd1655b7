// Words for building the network: options, what they change, why some cannot be, and the list of changes.

import { range, size } from '../ranges';
import type { KernelPreset } from '../../../session/editing/kernelPresets';
import type { EditName } from '../../../session/editing/editingFacade';
import type { Problem } from '../../../session/editing/preview';

const integer = new Intl.NumberFormat('en');
type Values = EditName['values'];

export const building = {
  kernelPresets: {
    edgeHorizontal: 'Edge —',
    edgeVertical: 'Edge |',
    edgeDiagonal: 'Edge ∕',
    blur: 'Blur',
    sharpen: 'Sharpen',
    emboss: 'Emboss',
    identity: 'Identity',
    mean: 'Mean',
  } as Readonly<Record<KernelPreset, string>>,
  open: (name: string) => `Options of ${name}`,
  undo: 'Undo',
  redo: 'Redo',
  undoOf: (change: string) => `Undo: ${change} (Ctrl+Z)`,
  redoOf: (change: string) => `Redo: ${change} (Ctrl+Shift+Z)`,
  nothingToUndo: 'Nothing to undo',
  nothingToRedo: 'Nothing to redo',
  history: (count: number) => `Changes (${count})`,
  historyStart: 'Reset to initial network',
  own: 'Your network',
  changed: (name: string) => `${name}, changed`,
  networks: 'Another network',
  startNetwork: 'Initial network',
  add: 'Add a layer',
  addBehind: (name: string) => `Add a layer after ${name}`,
  addFirst: 'Add a layer at the beginning',
  close: 'Close',
  up: (name: string) => `Move ${name} up (Alt+↑)`,
  down: (name: string) => `Move ${name} down (Alt+↓)`,
  remove: (name: string) => `Remove ${name}`,
  reorder: 'Drag to reorder, or Alt+↑ and Alt+↓',
  apply: 'Apply',
  discard: 'Discard',
  building: 'Building the network',
  more: 'More options',
  follows: (option: string) => `same as ${option}`,
  value: (option: string) => `Type a value for ${option}`,
  size: 'size',
  rows: 'rows',
  columns: 'columns',
  parameters: 'params',
  multiplyAdds: 'multiply-adds',
  noParameters: 'This layer has no parameters.',
  before: (shape: string) => `was ${shape}`,
  total: (parameters: number, multiplyAdds: number) =>
    `${integer.format(parameters)} parameters, ${integer.format(multiplyAdds)} multiply-adds per picture`,
  frozen: {
    is: 'frozen',
    hint: 'Whether training changes the weights of this layer. A frozen layer keeps them.',
    from: (count: number) => `Unfreeze from here on (${count} layers)`,
    count: (count: number) => `${integer.format(count)} frozen`,
    slower:
      'These weights were trained before. Large steps would spoil what they have learned: use a smaller learning rate.',
    useRate: (rate: string) => `Set it to ${rate}`,
  },
  figure: {
    label: (window: string, input: string, outputs: string) =>
      `A ${window} window slides over ${input} pixels and stops at ${outputs} positions`,
    places: (outputs: string) => `${outputs} positions`,
    padded: (top: number, left: number, bottom: number, right: number) =>
      top === bottom && left === right && top === left
        ? `hatched: ${top === 1 ? '1 row' : `${top} rows`} of zeros on every side`
        : `hatched: zeros, ${top} above, ${bottom} below, ${left} left, ${right} right`,
    unpadded: 'no padding',
    unseen: (rows: number, columns: number) =>
      `grey: ${[rows > 0 ? `${rows} ${rows === 1 ? 'row' : 'rows'}` : '', columns > 0 ? `${columns} ${columns === 1 ? 'column' : 'columns'}` : ''].filter(Boolean).join(' and ')} never covered by a window`,
  },
  kept: {
    title: 'Training starts again from step 0.',
    whole: (names: string) => `Weights reused: ${names}.`,
    part: (names: string) => `Reused ${names}.`,
    fresh: (names: string) => `New initial weights: ${names}.`,
    share: (name: string, kept: number, of: number) =>
      `${integer.format(kept)} of ${name}’s ${integer.format(of)} parameters`,
  },
  problem: {
    in: (layer: string) => `In ${layer}: `,
    window: ({ reach, input, option, most, dilation }: Problem & { why: 'window' }) =>
      dilation.some((step) => step > 1)
        ? `The kernel reaches further than the picture: ${size(reach)} on ${size(input)}. Choose \`same\` padding, a smaller \`dilation_rate\`, or a \`${option}\` up to ${most}.`
        : `The ${option === 'pool_size' ? 'window' : 'kernel'} is larger than the picture: ${size(reach)} on ${size(input)}. Choose \`same\` padding or a ${option === 'pool_size' ? 'window' : 'kernel'} up to ${most}.`,
    join: ({ input }: Problem & { why: 'join' }) =>
      `This layer joins two outputs of matching shapes. No layer above has an output that matches ${input.join('×')}. Add it after a layer that keeps the shape of its input.`,
    rank: ({ input }: Problem & { why: 'rank' }) =>
      `This layer needs maps, rows × columns × channels. Here its input is a row of ${input.join('×')} numbers. Put it before \`Flatten\`.`,
    option: ({ option, min, max, received }: Problem & { why: 'option' }) =>
      `\`${option}\` must be ${range(min, max, ['between $1 and $2', 'at least $1', 'a number'])}. You gave ${JSON.stringify(received)}.`,
    answer: ({ shape, classes, activation }: Problem & { why: 'answer' }) =>
      `The network must end with ${classes} numbers, one for each digit, and \`softmax\`, which turns them into probabilities. This network ends with ${shape.join('×')} and \`${activation}\`. Keep a \`Dense\` layer of ${classes} units with \`softmax\` at the end.`,
    order: 'An input of this layer comes after it, or it has too few inputs. Move the layer further down.',
    other: (message: string) => `This network cannot be built: ${message}`,
    typed: (option: string, expected: string) => `\`${option}\` must be ${expected}.`,
    expected: {
      integer: (min: number, max: number) =>
        range(min, max, [
          'a whole number between $1 and $2',
          'a whole number of at least $1',
          'a whole number',
        ]),
      pair: (min: number) => `a whole number of at least ${min}, or two of them, such as 3×5`,
      number: (min: number, max: number) =>
        range(min, max, ['a number between $1 and $2', 'a number of at least $1', 'a number']),
      shape: () => 'lengths such as 7×7×16; one of them may be −1, which stands for the rest',
      border: () => 'a whole number of at least 0',
    },
    stays: 'Nothing has changed yet.',
  },
  kinds: {
    conv2d: 'Slides small kernels over the input, with the same weights at every position.',
    depthwiseConv2d: 'Convolves each map separately; maps are not mixed.',
    dense: 'Connects every output to every input.',
    maxPooling2d: 'Keeps the largest value of each window.',
    averagePooling2d: 'Keeps the mean of each window.',
    globalAveragePooling2d: 'Replaces each map by its mean.',
    globalMaxPooling2d: 'Replaces each map by its largest value.',
    zeroPadding2d: 'Adds zeros around the maps.',
    flatten: 'Arranges all values in one row.',
    reshape: 'Arranges the same values in another shape.',
    batchNormalization: 'Scales each map to mean 0 and standard deviation 1.',
    localResponseNormalization: 'Reduces a value where neighbouring maps have large values.',
    dropout: 'Sets a random part of the values to 0 during training.',
    activation: 'Applies a nonlinear function.',
    reLU: 'Sets negative values to 0.',
    leakyReLU: 'Scales negative values down.',
    softmax: 'Turns values into probabilities that add up to 1.',
    add: 'Adds two outputs of the same shape.',
    concatenate: 'Joins the maps of two outputs.',
  } as Readonly<Record<string, string>>,
  /** The textbook's name of an option, by Keras's; in English they are the same. */
  optionNames: {} as Readonly<Record<string, string>>,
  edits: {
    option: ({ option, from, to, layer }: Values) => `${option} ${from} → ${to} in ${layer}`,
    add: ({ layer }: Values) => `${layer} added`,
    remove: ({ layer }: Values) => `${layer} removed`,
    move: ({ layer, by }: Values) => `${layer} moved ${Number(by) < 0 ? 'up' : 'down'}`,
    freeze: ({ layer }: Values) => `${layer} frozen`,
    unfreeze: ({ layer, count }: Values) =>
      count === 1 ? `${layer} unfrozen` : `${count} layers unfrozen, from ${layer} on`,
    network: ({ to }: Values) => `network ${to}`,
    code: () => 'network edited in the code',
    training: ({ what, from, to }: Values) => `${what} ${from} → ${to}`,
    learningRate: ({ from, to }: Values) => `learning rate ${from} → ${to}`,
    open: ({ file }: Values) => `opened ${file}`,
    data: ({ data }: Values) => `data set ${data}`,
    weight: ({ layer, unit }: Values) => `weight of ${layer} · ${unit}`,
    bias: ({ layer, unit }: Values) => `bias of ${layer} · ${unit}`,
    preset: ({ layer, unit, preset }: Values) => `${preset} in ${layer} · ${unit}`,
    flip: ({ layer, unit }: Values) => `signs of ${layer} · ${unit} flipped`,
    scale: ({ layer, unit, by }: Values) => `${layer} · ${unit} × ${by}`,
    swap: ({ layer, unit, other }: Values) => `${layer} · ${unit} ↔ ${other}`,
    copy: ({ layer, unit }: Values) => `slice copied to all of ${layer} · ${unit}`,
    silence: ({ layer, unit }: Values) => `${layer} · ${unit} silenced`,
    wake: ({ layer, unit }: Values) => `${layer} · ${unit} unsilenced`,
    reset: ({ layer, unit }: Values) => `${layer} · ${unit} reset to trained values`,
    resetAll: () => 'all reset to trained values',
  } as Readonly<Record<EditName['key'], (values: Values) => string>>,
};
