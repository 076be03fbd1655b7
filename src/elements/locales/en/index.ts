// The page in English: the words of the first view and of what many parts share. ja must have the same keys (a missing one
// is a type error). Names from Keras are not translated and stand in code font.

import { classes } from './classes';
import { colours } from './colours';
import { errors } from './errors';
import { learningRate } from './learningRate';
import { travel } from './travel';
import { notFinite } from './notFinite';
import { why } from './why';
import { building } from './building';
import { opened } from './opened';

const integer = new Intl.NumberFormat('en');

export const en = {
  why,
  notFinite,
  building,
  busy: 'Working…',
  title: 'Convscope: watch a neural network learn',
  toContent: 'Skip to the network',
  header: {
    views: {
      title: 'Views',
      stage: 'Stage',
      lessons: 'Lessons',
      data: 'Data',
      confusion: 'Confusion',
      notebook: 'Notebook',
      compare: 'Compare',
      shifts: 'Shifts',
      lab: 'Fruit lab',
      gallery: 'Gallery',
    },
    language: 'Language',
    toDark: 'Dark theme',
    toLight: 'Light theme',
    files: 'Open or save',
    share: 'Share this state as a link',
    openLeft: 'Picture and network',
    openRight: 'Selection',
    close: 'Close',
  },
  opening: {
    title: 'Setting up the network',
    lead: 'A small network learns to recognize pictures in this page, on your own graphics processor (GPU). Your pictures never leave this page.',
    device: 'Looking for a graphics processor',
    data: 'Loading the pictures',
    compile: 'Compiling the GPU programs (shaders)',
    failed: 'The network could not be set up',
    failedHint:
      'Reload the page. If it happens again, close other tabs that use the graphics processor, or update the browser.',
    reload: 'Reload',
    dataHint: 'The training pictures did not arrive. Check the connection and the server, then try again.',
    retry: 'Try again',
  },
  missing: {
    title: 'This browser does not offer WebGPU',
    lead: 'Convscope trains a network on your graphics processor (GPU) through WebGPU. These browsers support WebGPU:',
    browsers: [
      ['Chrome, Edge', 'current versions; tested with Chromium 156'],
      [
        'Firefox',
        'current versions on Windows and macOS, and on Linux with two preferences; tested with 153',
      ],
      ['Safari', '26 or newer; not tested'],
    ] as readonly (readonly [string, string])[],
    notSupported: 'This browser has no WebGPU, or it is turned off.',
    noAdapter: 'This browser supports WebGPU, but found no graphics processor that it can use.',
    help: {
      chromium: (scheme: string) =>
        `Update the browser and turn on hardware acceleration in its settings. ${scheme}://gpu shows the reason.`,
      chromiumLinux: (scheme: string) =>
        `On Linux, open ${scheme}://flags, enable #enable-unsafe-webgpu and #enable-vulkan, and restart the browser. ${scheme}://gpu shows the reason.`,
      firefox:
        'Update Firefox and turn on hardware acceleration in its settings. The section Graphics of about:support shows the reason.',
      firefoxLinux:
        'In Firefox on Linux, open about:config, set dom.webgpu.enabled and gfx.webgpu.ignore-blocklist to true, and restart Firefox. The section Graphics of about:support shows the reason.',
      safari: 'Safari needs version 26 or newer, on macOS 26, iOS 26 or iPadOS 26.',
      other: 'Open this page in one of the browsers below.',
    },
    insecure:
      'WebGPU works only on https:// addresses and on localhost. This page was opened in another way.',
    meanwhile: 'Meanwhile: a recorded run',
  },
  recording: {
    lead: (label: string) =>
      `A recording of the same network as it learned. Its input is a handwritten ${label}.`,
    absent: 'The recording could not be loaded.',
    play: 'Play the recording',
    pause: 'Pause the recording',
    scrub: 'Moment of training',
    moment: (step: number, accuracy: string) => `step ${integer.format(step)}, test accuracy ${accuracy}`,
    captions: {
      picture: ['Picture', 'A digit is 28×28 numbers. Black is 0, white is 1.'],
      maps: [
        'Convolution',
        'A filter slides a small kernel over the picture. Where the patch resembles the kernel, the feature map has a large value.',
      ],
      pool: [
        'Pooling',
        'Each 2×2 window becomes one value. The map gets smaller, and small shifts matter less.',
      ],
      dense: ['Dense layers', 'Each unit multiplies every input by a weight and adds up the products.'],
      answer: ['Probabilities', 'Ten numbers that add up to 1: how sure the network is of each digit.'],
    } as Readonly<Record<'picture' | 'maps' | 'pool' | 'dense' | 'answer', readonly [string, string]>>,
  },
  data: {
    title: 'Data',
    change: 'Change…',
    names: {
      mnist: 'MNIST',
      shapes: 'Shapes',
      'shapes-colour': 'Shapes in colour',
      'fruit-synthetic': 'Rendered fruit',
      lab: 'Fruit lab',
    } as Readonly<Record<string, string>>,
    parts: (train: number, test: number) => `${integer.format(train)} + ${integer.format(test)}`,
    partsHint: 'Pictures for training + for testing',
    classes: (count: number) => `${integer.format(count)} classes`,
  },
  picture: {
    title: 'Picture',
    all: (classes: number) => `All ${integer.format(classes)} classes…`,
    label: (name: string) => `Shown: ${name}`,
    draw: 'Draw',
    drawDigit: 'Draw a digit',
    pad: 'Drawing pad. Arrow keys move the pen; hold Space or Enter to draw. Delete clears it.',
    hint: 'Centred and scaled like the training pictures.',
    scaled: (size: string) => `Scaled to ${size} pixels.`,
    camera: 'Camera',
    file: 'Picture file…',
    fileHint: 'or drop, paste one',
    broken: (name: string) => `${name} cannot be read as a picture.`,
    colour: 'Colour',
    colours: {
      white: 'white',
      black: 'black',
      red: 'red',
      orange: 'orange',
      yellow: 'yellow',
      green: 'green',
      blue: 'blue',
      brown: 'brown',
    },
    clear: 'Clear',
    pen: 'Pen',
    thickness: 'Pen width',
  },
  network: {
    title: 'Network',
    as: 'Show the network as',
    layers: 'Layers',
    code: 'Code',
    input: 'Input',
    total: (count: number) => `${integer.format(count)} parameters`,
    noParameters: 'no parameters',
    frozen: 'frozen: training does not change it',
    show: (name: string) => `Show ${name} on the stage`,
    size: 'size',
    parameters: 'params',
  },
  stage: {
    silenced: (name: string) => `${name} is silenced`,
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
    channelLabel: (channel: string, rows: number, columns: number) =>
      `Input picture, ${channel} channel, ${rows} by ${columns} pixels`,
    keys: 'Arrow keys move the cell, Page Up and Page Down change the map.',
    cell: (row: number, column: number) => `row ${row}, column ${column}`,
    unit: (unit: number) => `unit ${unit}`,
    kernels: 'Kernels',
    showKernels: 'Show the kernels beside their maps',
    reading: (what: string, value: string) => `${what}: ${value}`,
    mapShows: (share: number, largest: string, cell: string) =>
      `${share} % of the cells of this map are above 0. The largest number, ${largest}, is in ${cell}.`,
    mapPlain: (value: string) => `All cells of this map are ${value}.`,
    figure: 'Save a figure',
    saveFigure: (format: string) => `Save the stage as a ${format} figure`,
  },
  colours,
  classes,
  opened,
  inspector: {
    title: 'Selection',
    tabs: { value: 'Value', kernel: 'Kernel', gradient: 'Gradient', why: 'Why', shader: 'Shader' },
    shader: {
      explained: 'This value was computed by an edited shader. The formula of the layer does not explain it.',
      parts:
        'The value of the cell was computed by an edited shader. The maps before it show the original formula.',
      original: 'Computed with the original shaders. The maps on the stage come from an edited one.',
      chip: 'edited shader',
      reset: (layer: string) => `Reset the shader of ${layer}`,
      hint: 'The maps of this layer, and those after it, come from an edited shader. Click to reset it.',
    },
    at: {
      map: (layer: string, channel: number) => `${layer} · map ${channel}`,
      unit: (layer: string, unit: number) => `${layer} · unit ${unit}`,
      picture: 'Input picture',
      channel: (channel: string) => `Input picture · ${channel}`,
    },
    cell: (row: number, column: number) => `row ${row}, column ${column}`,
    patch: 'Patch',
    kernel: 'Kernel',
    patchInColour: 'Patch in colour',
    kernelInColour: 'Kernel, grey = 0',
    window: 'Window',
    channel: (at: number, of: number) => `input map ${at} of ${of}`,
    previous: 'Previous input map',
    next: 'Next input map',
    slices: 'Kernel slices',
    sumOfSlices: 'Sum for each input map',
    contributions: 'Largest contributions',
    weights: 'Weights, one slice per input map',
    allInputs: (count: number) => `${integer.format(count)} inputs`,
    place: 'map · row, column',
    largest: 'largest',
    mean: 'mean',
    bias: 'bias',
    sum: 'sum',
    map: 'Feature map',
    value: 'value',
    field: 'Receptive field',
    fieldAll: 'A dense unit sees the whole picture.',
    fieldSize: (rows: number, columns: number) => `${rows}×${columns} pixels`,
    rest: 'Point at any map: the window follows the pointer. Click to pin it, press Esc to release it.',
    kept: 'Pinned. Press Esc to release.',
    say: {
      pixel:
        'One pixel of the picture: 0 is black, 1 is white. These values are all that the network receives.',
      colourPixel:
        'One pixel of the picture: red, green and blue, each from 0, dark, to 1, bright. These values are all that the network receives.',
      strong: (kernel: string) =>
        `The patch resembles the ${kernel} kernel: bright where it is purple, dark where it is brown. So the value is large.`,
      some: 'Some products are positive, others negative. Their sum is slightly positive.',
      opposite: (kernel: string) =>
        `The patch is nearly the opposite of the ${kernel} kernel: bright where it is brown and dark where it is purple. So the sum is negative.`,
      against: 'The negative products outweigh the positive ones, so the sum is negative.',
      cut: ' ReLU sets it to 0.',
      weak: 'Positive and negative products almost cancel out, so the sum is close to 0.',
      noWeights: 'All weights of this filter are 0, so only the bias remains, whatever it reads.',
      blank: 'All inputs in the window are 0, so only the bias remains.',
      max: 'Only the largest value of the window is passed on. Its position in the window no longer matters.',
      mean: 'The values of the window are averaged. This layer has no parameters.',
      unit: 'Each input is multiplied by its own weight. The products and the bias are added up.',
      other: 'This layer changes only the shape of its input, not its values.',
    },
  },
  time: {
    title: 'Training',
    play: 'Train',
    pause: 'Pause',
    step: 'One step',
    plays: { title: 'What the buttons play', training: 'Training', map: 'Map', slow: 'Slow motion' },
    playMap: 'Goes through the selected map cell by cell',
    slowMotion: 'One step in slow motion',
    runs: 'running',
    reset: 'Reset to the same initial weights',
    dice: 'New seed',
    seed: (seed: number) => `seed ${seed}`,
    moment: (epoch: number, step: number) => `Epoch ${integer.format(epoch)} · step ${integer.format(step)}`,
    of: (step: number, steps: number) => `${integer.format(step)} of ${integer.format(steps)}`,
    speed: (pictures: string) => `${pictures} pictures/s`,
    untrained: 'Untrained. Press Train and watch the maps change.',
    pretrained: 'Trained before. Press Train to continue, and watch the maps change.',
    paused: 'Paused',
    testAccuracy: 'test accuracy',
    confusion: (accuracy: string) => `Test accuracy ${accuracy}. Show which classes are confused.`,
    loss: 'loss',
    learningRate: 'learning rate',
    batch: 'batch size',
    curve: 'Loss and accuracy over the training steps',
    curveEmpty: 'The curve starts with the first step.',
    curveAccuracy: 'test accuracy',
    curveTraining: 'training accuracy',
    curveValidation: 'validation accuracy',
    curveLoss: 'loss',
  },
  travel,
  errors,
  learningRate,
  states: {
    loading: 'Loading',
    compiling: 'Compiling',
    idle: 'Paused',
    training: 'Training',
    failed: 'Stopped',
    recovering: 'Recovering',
  },
  failure: {
    title: 'Training stopped',
    what: 'What happened',
    tryThis: 'What to try',
    reset: 'Reset to the same initial weights',
    slower: 'Continue with a tenth of the learning rate',
    hints: [
      'Steps that are too large can make the loss grow without limit. Try a smaller learning rate.',
      'The parameters were restored to their last finite values. Nothing is lost.',
      'Reload the page if it happens again.',
    ] as readonly string[],
  },
  notice: {
    dismiss: 'Close the message',
    known: {
      deviceLost: () => 'The browser lost the graphics processor. Restoring the last checkpoint.',
      deviceRestored: ({ step }) =>
        `The graphics processor is available again. Training continues from step ${step ?? 0}, the last checkpoint.`,
      fallback: ({ kernels }) =>
        `The fast version of ${kernels ?? ''} does not compile on this device. The simple version runs instead, so training is slower.`,
      wrongKernels: ({ layer }) =>
        `A check found that the fast version of ${layer ?? ''} computes wrong numbers on this device. The simple version runs instead, so training is slower. The run is back at the step at which the page opened.`,
      backAtBest: ({ step, end, accuracy }) =>
        `Training ended at step ${end ?? 0}. The weights at step ${step ?? 0} were best on the validation pictures, so the network is back there. Test accuracy: ${(100 * Number(accuracy)).toFixed(2)} %.`,
      finished: ({ epochs, accuracy }) =>
        `${epochs ?? ''} epochs are done. Test accuracy: ${(100 * Number(accuracy)).toFixed(2)} %. Press Train to continue.`,
    } as Readonly<Record<string, (values: Readonly<Record<string, string | number>>) => string>>,
    other: (key: string, values: string) => `Message from the engine: ${key}${values ? ` (${values})` : ''}`,
  },
};

export type Messages = typeof en;
