// The page in English. Every text of the page is here, once; ja.ts must have the same keys (a missing one is a
// type error). Names from Keras are not translated and stand in code font.

import { colours } from './colours';

import { errors } from './errors';
import { kept } from './kept';
import { learningRate } from './learningRate';
import { travel } from './travel';
import { notFinite } from './notFinite';
import { why } from './why';
import { building } from './building';
import { kernels } from './kernels';
import { opened } from './opened';

const integer = new Intl.NumberFormat('en');

export const en = {
  why: why.en,
  notFinite: notFinite.en,
  building: building.en,
  handmade: kernels.en,
  title: 'Convscope: a neural network that learns before your eyes',
  toContent: 'Skip to the network',
  header: {
    views: {
      title: 'Views',
      stage: 'Stage',
      compare: 'Compare',
      shifts: 'Shifts',
      lab: 'Fruit lab',
      gallery: 'Gallery',
    },
    language: 'Language',
    toDark: 'Dark colours',
    toLight: 'Light colours',
    files: 'Open or save',
    openLeft: 'Picture and network',
    openRight: 'What you point at',
    close: 'Close',
  },
  opening: {
    title: 'Setting up a network in this page',
    lead: 'A small network will learn to read handwritten digits here, on your own graphics processor. Nothing you draw leaves this page.',
    device: 'Looking for the graphics processor',
    data: 'Fetching 70,000 handwritten digits',
    compile: 'Building the network’s programs',
    failed: 'The network could not be set up',
    failedHint:
      'Reload the page. If it happens again, close other tabs that use the graphics processor, or update the browser.',
    reload: 'Reload',
  },
  missing: {
    title: 'This browser does not offer WebGPU',
    lead: 'Convscope trains a network on your graphics processor, and reaches it through WebGPU. These browsers have it:',
    browsers: [
      ['Chrome, Edge', '113 or newer on Windows, macOS and ChromeOS; 121 or newer on Android'],
      ['Safari', '26 or newer on macOS, iOS and iPadOS'],
      ['Firefox', '141 or newer on Windows, 145 or newer on macOS with Apple silicon'],
    ] as readonly (readonly [string, string])[],
    linux:
      'On Linux with Chrome: open chrome://flags, turn on #enable-unsafe-webgpu and #enable-vulkan, then restart the browser.',
    noAdapter:
      'This browser knows WebGPU, but found no graphics processor it can use. Turn on hardware acceleration in its settings, and check chrome://gpu for the reason.',
    insecure:
      'WebGPU works only on https:// addresses and on localhost. This page was opened in another way.',
    meanwhile: 'Meanwhile: a recorded run',
  },
  recording: {
    lead: (label: string) =>
      `The same network, recorded while it learned. It looks at a handwritten ${label}.`,
    absent: 'The recording could not be loaded.',
    play: 'Play the recording',
    pause: 'Pause the recording',
    scrub: 'Moment of training',
    moment: (step: number, accuracy: string) =>
      `step ${integer.format(step)}, ${accuracy} right on the test set`,
    captions: {
      picture: ['Picture', 'A digit is 28×28 numbers. Black is 0, white is 1.'],
      maps: [
        'Convolution',
        'A filter slides a small kernel over the picture. Where the patch resembles the kernel, its feature map answers strongly.',
      ],
      pool: [
        'Pooling',
        'Each 2×2 window becomes one number. The map gets smaller, and small shifts matter less.',
      ],
      dense: ['Dense layers', 'Every unit weighs all the numbers before it and adds them up.'],
      answer: ['Probabilities', 'Ten numbers that add up to 1: how sure the network is of each digit.'],
    } as Readonly<Record<'picture' | 'maps' | 'pool' | 'dense' | 'answer', readonly [string, string]>>,
  },
  picture: {
    title: 'Picture',
    sample: (label: string) => `Show a handwritten ${label} from the test set`,
    draw: 'Draw a digit',
    pad: 'Drawing pad. Arrow keys move the pen; hold Space or Enter to draw. Delete clears it.',
    hint: 'It is centred and scaled as the training pictures were.',
    clear: 'Clear',
    pen: 'Pen',
    thickness: 'Pen width',
  },
  network: {
    title: 'Network',
    as: 'The network as',
    layers: 'Layers',
    code: 'Code',
    input: 'Input',
    total: (count: number) => `${integer.format(count)} parameters`,
    noParameters: 'nothing to learn',
    show: (name: string) => `Show ${name} on the stage`,
    size: 'size',
    parameters: 'params',
  },
  stage: {
    title: 'Stage',
    input: 'Input',
    answer: 'Answer',
    more: (count: number) => `+ ${count} more`,
    fewer: 'fewer',
    moreOf: (count: number, layer: string) => `Show ${count} more maps of ${layer}`,
    fewerOf: (layer: string) => `Show fewer maps of ${layer}`,
    mapLabel: (layer: string, channel: number, rows: number, columns: number) =>
      `${layer}, map ${channel}, ${rows} by ${columns} cells`,
    stripLabel: (layer: string, units: number) => `${layer}, ${units} units`,
    pictureLabel: (rows: number, columns: number) => `Input picture, ${rows} by ${columns} pixels`,
    keys: 'Arrow keys move the cell, Page Up and Page Down change the map.',
    cell: (row: number, column: number) => `row ${row}, column ${column}`,
    unit: (unit: number) => `unit ${unit}`,
    kernels: 'Kernels',
    showKernels: 'Show the kernels beside their maps',
    reading: (what: string, value: string) => `${what}: ${value}`,
    answerSummary: (label: string, percent: string) => `Answer ${label}, ${percent}`,
  },
  colours: colours.en,
  opened: opened.en,
  inspector: {
    title: 'What you point at',
    tabs: { value: 'Value', kernel: 'Kernel', gradient: 'Gradient', why: 'Why' },
    at: {
      map: (layer: string, channel: number) => `${layer} · map ${channel}`,
      unit: (layer: string, unit: number) => `${layer} · unit ${unit}`,
      picture: 'Input picture',
      answer: (label: string) => `Answer · digit ${label}`,
    },
    cell: (row: number, column: number) => `row ${row}, column ${column}`,
    patch: 'Patch',
    kernel: 'Kernel',
    window: 'Window',
    channel: (at: number, of: number) => `input map ${at} of ${of}`,
    previous: 'Previous input map',
    next: 'Next input map',
    slices: 'Kernel slices',
    sumOfSlices: 'What each input map adds',
    contributions: 'Largest contributions',
    weights: 'Its weights, one slice per input map',
    allInputs: (count: number) => `${integer.format(count)} inputs`,
    place: 'map · row, column',
    largest: 'largest',
    mean: 'mean',
    bias: 'bias',
    sum: 'sum',
    map: 'Feature map',
    value: 'value',
    field: 'What this cell sees',
    fieldAll: 'A dense unit sees the whole picture.',
    fieldSize: (rows: number, columns: number) => `${rows}×${columns} pixels`,
    rest: 'Point at any map: the window moves with you. Click to keep it, Escape to let go.',
    kept: 'Kept. Escape lets go.',
    say: {
      pixel: 'One pixel of the picture: 0 is black, 1 is white. These numbers are all the network gets.',
      strong: (kernel: string) =>
        `The patch resembles the ${kernel} kernel: bright where it is purple, dark where it is brown. So the cell is strong.`,
      some: 'Some products are positive, others negative; a little more is added than taken away.',
      opposite: (kernel: string) =>
        `The patch is nearly the opposite of the ${kernel} kernel: bright where it is brown. So the sum is negative.`,
      against: 'More is taken away than added, so the sum is negative.',
      cut: ' ReLU makes 0 of it.',
      weak: 'Positive and negative products almost cancel each other, so hardly anything is left.',
      blank: 'The window holds nothing but zeros here. Only the bias is left.',
      max: 'Only the largest number of the window goes on. Where exactly it was no longer matters.',
      mean: 'The numbers of the window are averaged. There is nothing to learn here.',
      unit: 'Every input is multiplied by its own weight; the products and the bias are added up.',
      answer: (label: string, percent: string) =>
        `The network gives the digit ${label} a probability of ${percent}. The ten probabilities add up to 1.`,
      other: 'This layer changes the form of its input, not what it says.',
    },
  },
  time: {
    title: 'Training',
    play: 'Train',
    pause: 'Pause',
    step: 'One step',
    slowMotion: 'One step in slow motion',
    reset: 'Back to the same start',
    dice: 'New seed',
    seed: (seed: number) => `seed ${seed}`,
    moment: (epoch: number, step: number) => `Epoch ${integer.format(epoch)} · step ${integer.format(step)}`,
    of: (step: number, steps: number) => `${integer.format(step)} of ${integer.format(steps)}`,
    speed: (pictures: string) => `${pictures} pictures/s`,
    untrained: 'Untrained. Press play and watch the maps.',
    paused: 'Paused',
    testAccuracy: 'test accuracy',
    loss: 'loss',
    learningRate: 'learning rate',
    batch: 'batch size',
    curve: 'Loss and accuracy over the training steps',
    curveEmpty: 'The curve starts with the first step.',
    curveAccuracy: 'accuracy on the test set',
    curveTraining: 'on the training set',
    curveLoss: 'loss',
  },
  travel: travel.en,
  errors: errors.en,
  kept: kept.en,
  learningRate: learningRate.en,
  states: {
    loading: 'Loading',
    compiling: 'Building',
    idle: 'Paused',
    training: 'Training',
    failed: 'Stopped',
    recovering: 'Recovering',
  },
  failure: {
    title: 'Training stopped',
    what: 'What happened',
    tryThis: 'What to try',
    reset: 'Back to the same start',
    slower: 'Go on with a tenth of the learning rate',
    hints: [
      'Large steps can make the loss grow without end: a smaller learning rate helps.',
      'The parameters are the last good ones; nothing is lost.',
      'Reload the page if it happens again.',
    ] as readonly string[],
  },
  notice: {
    dismiss: 'Close the message',
    known: {
      deviceLost: () =>
        'The graphics processor was taken away for a moment. Setting up anew from the last checkpoint.',
      deviceRestored: ({ step }) =>
        `The graphics processor is back. Training goes on from step ${step ?? 0}, the last checkpoint.`,
      finished: ({ epochs, accuracy }) =>
        `${epochs ?? ''} epochs are done: ${(100 * Number(accuracy)).toFixed(2)} % of the test digits are right. Press play to go on.`,
    } as Readonly<Record<string, (values: Readonly<Record<string, string | number>>) => string>>,
    other: (key: string, values: string) => `Notice from the engine: ${key}${values ? ` (${values})` : ''}`,
  },
};
