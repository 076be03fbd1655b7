// The options of `npm run train`, read with Node's own parser and checked, each error naming the option.

import { parseArgs } from 'node:util';
import { DEFAULT_FRUITS } from '../fruit/fruits';
import { FORMATS } from '../formats/formats';
import {
  checkAugmentation,
  NO_AUGMENTATION,
  PHOTO_AUGMENTATION,
  type Augmentation,
} from '../train/augmentation';
import { VALIDATION_SHARE } from '../train/defaultRecipe';
import { recommendedFor } from '../train/recommended';
import { saveTarget, type SaveTarget } from './modelFiles';
import type { Schedule } from '../optimizers/schedules';
import type { ClassWeights } from '../train/monitored';
import { readSchedule, type ScheduleOption } from './scheduleOption';
import { HEAD_DEFAULTS } from '../transfer/trainHead';

export interface TrainOptions {
  /** Names of the options that were typed. */
  readonly given: ReadonlySet<string>;
  readonly model: string;
  /** A trained network whose front stays as it is; null: all is trained. */
  readonly base: 'mobilenet' | null;
  /** Of each picture, with a base. */
  readonly copies: number;
  /** Pictures of every class of fruit that are rendered beside a folder's, with a base. */
  readonly rendered: number;
  readonly data: string;
  readonly test: string | null;
  /** Null: all there are, or the fruit that are rendered by default. */
  readonly classes: readonly string[] | null;
  /** Rendered pictures a class, or training pictures of a folder at most; null: as many as suit a head, or all. */
  readonly perClass: number | null;
  /** Null: the folder's own split, or by recording. */
  readonly split: 'recording' | 'frame' | null;
  readonly augmentation: Augmentation;
  readonly size: number;
  /** Null: 5; after the number of pictures for a folder or files; or what suits a head. */
  readonly epochs: number | null;
  /** In all, over the epochs; null: as many as there are. */
  readonly steps: number | null;
  /** Bytes that a training step may take; null: whatever the device allows. */
  readonly budgetBytes: number | null;
  /** Null: after the number of pictures. */
  readonly batch: number | null;
  /** Share of the training pictures that is held out to choose the best weights; null: a tenth, of a folder or files. */
  readonly validation: number | null;
  readonly optimizer: string;
  readonly learningRate: number | null;
  readonly schedule: ScheduleOption | Schedule;
  /** Options of the optimizer apart from the learning rate: weight decay, clipping, momentum. */
  readonly optimizerOptions: Readonly<Record<string, unknown>>;
  readonly labelSmoothing: number;
  /** Null: every picture counts alike. */
  readonly classWeights: ClassWeights | null;
  readonly seed: number;
  /** Measure a device that is not known, or take what was measured before. */
  readonly tune: boolean;
  readonly json: boolean;
  readonly save: SaveTarget | null;
  readonly f16: boolean;
  readonly plan: boolean;
  readonly summary: boolean;
  readonly trial: boolean;
}

export const HELP = `Trains a network on this machine's GPU, in the terminal.

  npm run train -- --model lenet5 --data mnist --epochs 5 --batch 64 --optimizer adam --seed 1

  --model NAME|FILE    lenet5, lenet5-1998, dnn, vgg-mnist, vgg-cifar, alexnet, vgg11, vgg13, vgg16, vgg19, shapenet
                       or fruitnet, adapted to the size of the pictures; or a file with a model, whose weights training starts
                       from: ${FORMATS.map(({ extension }) => extension).join(', ')},
                       or a folder of tfjs; or a Keras script or notebook (.py, .ipynb), which is read and never run.
                       What compile() and fit() of a file say of optimizer, rate, schedule, batch and epochs counts where no
                       option does [lenet5; for shapes shapenet, for fruit-synthetic fruitnet]
  --base mobilenet     transfer learning from few photos: a trained MobileNetV2 is frozen, and a small head is trained on its
                       features. Replaces --model; docs/fruit.md has the figures
  --copies N           with --base: augmented copies of each picture (--augment), added to the training set [${HEAD_DEFAULTS.copies}]
  --rendered N         with --base and a folder: adds N rendered pictures to each class whose name is a fruit that can be
                       rendered; helps most with few photos [0]
  --data mnist         the 60,000 handwritten digits, tested on the other 10,000 [mnist]
  --data shapes        ten kinds of bars, stripes and figures, drawn on the GPU from --seed: 28 × 28, grey
  --data shapes-colour the same in random colours, 32 × 32
  --data folder:DIR    your pictures: one folder per class, PNG, JPEG or WebP; or Training/ and Test/ with such folders
  --data FILE,FILE     files with a data set, or a folder with such files: IDX (MNIST, Fashion-MNIST, EMNIST, …), CIFAR-10 and
                       CIFAR-100 (binary version), NumPy (.npz, .npy), or a folder per class in a .zip or .tar.gz; what is
                       read of each: datasets/README.md. Without a test part, a fifth of each class is held out
  --data fruit-synthetic   fruit rendered on the GPU from --seed; no photographs
  --data noise         random pictures of the network's input size: tests whether a step fits, and how long it takes
  --test folder:DIR    test pictures; without it, a fifth of each class is held out, or a test set is generated
  --classes A,B        only these classes, in this order [all; of rendered fruit ${DEFAULT_FRUITS.join(', ')}]
  --split NAME         how test pictures are held out: recording (all frames of one together; CLASS/RECORDING/… or
                       names such as apple_001_12.png) or frame, whose accuracy is too high [Training/ and Test/,
                       else recording]
  --per-class N        generated pictures per class [fruit 1000, with --base 400; shapes 600], or at most N training
                       pictures of a folder [all]
  --size N             pictures of a folder or an archive are cropped to the central square and scaled to N × N; fruit is rendered
                       at N × N [64; with --base 160]
  --augment WHAT       augments the training pictures in every step: photos, none, or your own, such as
                       flip,shift=0.1,scale=0.2,rotate=15,colour=0.2,cut-out=0.3 [photos; for mnist, shapes, noise and
                       files none]
  --epochs N           passes through the training data [5; for a folder or files 10 to 200, more for few pictures; for
                       shapes 3; for fruit-synthetic 20; with --base 10 to 60, more for few pictures]
  --steps N            stops after N steps
  --validation X       share of the training pictures of a folder or files that is held out, by recording: the weights that do best
                       on it are kept, and training stops early when its loss no longer improves (not with --epochs or --steps);
                       0: trains on all of them and keeps the last weights [${VALIDATION_SHARE}]
  --memory MIB         refuses a training step that needs more memory than this [the limits of the device]
  --batch N            pictures per step [64; for a folder or files 16, from 2,000 pictures on 32, from 6,000 on 64; for
                       shapes and fruit-synthetic 32; with --base ${HEAD_DEFAULTS.batchSize}]
  --optimizer NAME     sgd, adam, adamw, rmsprop, adadelta, adagrad, adamax, nadam or lion [adam]
  --learning-rate X    initial learning rate [adam and adamw 0.002, for shapes 0.006, for fruit-synthetic 0.003, for a folder or
                       files 0.003 with batch normalization, 0.001 without, 0.0003 without it from a million parameters on; sgd 0.01,
                       rmsprop 0.001]
  --momentum X         of sgd and rmsprop [0]
  --weight-decay X     each weight loses this share of itself, times the learning rate, in every step [adamw 0.004, else 0]
  --clipnorm X         shortens the gradient of each kernel or bias to this length; or --clipvalue X: keeps its numbers between
                       -X and X; or --global-clipnorm X: shortens all gradients together
  --schedule NAME      how the learning rate changes: cosine (to 0 at the end), step (to a tenth after each third), constant,
                       exponential, inverse-time, polynomial, cosine-restarts or piecewise; with Keras's arguments, such as
                       exponential,decay_steps=900,decay_rate=0.9,staircase or cosine,warmup_steps=500 or
                       piecewise,500=0.1,800=0.01 [cosine]
  --label-smoothing X  spreads this share of the wanted answer over all classes [0]
  --class-weight balanced   classes with few pictures count more, so that all count alike [all pictures count alike]
  --seed N             initial parameters and the order of pictures; the same seed gives the same result [1]
  --no-tune            plans the kernels of a graphics card by a fixed estimate; without it, the first start measures for a
                       second which kernels are fastest, and later starts reuse the result
  --save FILE          saves the network with its parameters; the extension chooses the format: those of --model,
                       a folder for tfjs, or .html: a web page that classifies pictures and the camera
  --f16                trains in mixed precision (Keras's mixed_float16): weights are read and maps kept as f16, what is
                       trained stays f32. At the end also tests with the rounded weights (half the memory), and prints how
                       much the outputs differ from those with f32; needs a GPU with the feature shader-f16
  --json               one JSON object per line; the last is {"event":"done", …}. Run with npm's -s so that
                       npm itself prints nothing: npm run -s train -- --json
  --plan               also prints the dispatches of one training step
  --summary            prints the layers as Keras does, without training; allocates nothing
  --trial              runs the network on one random picture, with one training step and random weights: prints the memory
                       that both need, then the time; allocates nothing if the limits of the device are exceeded
  --help               this text

A network written by hand, for --model FILE.json: {"name": "mine", "input": [28, 28, 1], "layers": [
  {"kind": "conv2d", "options": {"filters": 8, "kernelSize": 3, "activation": "relu"}},
  {"kind": "maxPooling2d"}, {"kind": "flatten"},
  {"kind": "dense", "options": {"units": 10, "activation": "softmax"}}]}
`;

/** For data without a recommendation, and for heads; null is decided later. */
const UNDECIDED = {
  model: 'lenet5',
  perClass: null,
  epochs: null,
  batchSize: null,
  learningRate: null,
} as const;

/** More than any device supports; the device's own limits are reported when they are known. */
const MOST = { batch: 65_536, copies: 1000, rendered: 100_000, size: 4096 } as const;

/** What the user typed is wrong: the message alone is printed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @returns null if the help was asked for. @throws UsageError */
export function readOptions(argv: readonly string[]): TrainOptions | null {
  const values = parse(argv);
  if (values.help === true) return null;
  const schedule = scheduleFrom(values.schedule ?? 'cosine');
  const balance = values['class-weight'] ?? 'none';
  if (balance !== 'none' && balance !== 'balanced')
    throw new UsageError(`--class-weight must be balanced or none. Received '${balance}'`);
  const base = values.base ?? null;
  if (base !== null && base !== 'mobilenet')
    throw new UsageError(`--base must be mobilenet. Received '${base}'`);
  const split = values.split ?? null;
  if (split !== null && split !== 'recording' && split !== 'frame')
    throw new UsageError(`--split must be recording or frame. Received '${split}'`);
  if (base !== null) checkBase(values);
  else if (values.rendered !== undefined)
    throw new UsageError('--rendered needs --base and a folder of photos');
  const head = base !== null;
  const data = values.data ?? 'mnist';
  const own = isOwnData(data);
  if (values.validation !== undefined && (head || !own))
    throw new UsageError('--validation needs --data folder:DIR or files, without --base');
  const recipe = (head || own ? null : recommendedFor(data)) ?? UNDECIDED;
  const optimizer = values.optimizer ?? (head ? 'adamw' : 'adam');
  return {
    given: new Set(Object.keys(values)),
    model: values.model ?? recipe.model,
    base,
    copies: wholeNumber('--copies', values.copies ?? String(HEAD_DEFAULTS.copies), 0, MOST.copies),
    rendered: wholeNumber('--rendered', values.rendered ?? '0', 0, MOST.rendered),
    split,
    data,
    test: values.test ?? null,
    classes: values.classes === undefined ? null : listOf('--classes', values.classes),
    perClass:
      values['per-class'] === undefined
        ? recipe.perClass
        : wholeNumber('--per-class', values['per-class'], 1, MOST.rendered),
    augmentation: augmentationOf(values.augment ?? (holdsPhotos(values.data) ? 'photos' : 'none')),
    size: wholeNumber('--size', values.size ?? (head ? '160' : '64'), 1, MOST.size),
    epochs: values.epochs === undefined ? recipe.epochs : wholeNumber('--epochs', values.epochs),
    steps: values.steps === undefined ? null : wholeNumber('--steps', values.steps),
    budgetBytes: values.memory === undefined ? null : positive('--memory', values.memory) * 2 ** 20,
    batch:
      values.batch !== undefined
        ? wholeNumber('--batch', values.batch, 1, MOST.batch)
        : head
          ? HEAD_DEFAULTS.batchSize
          : recipe.batchSize,
    validation: values.validation === undefined ? null : shareOf('--validation', values.validation),
    optimizer,
    learningRate:
      values['learning-rate'] !== undefined
        ? positive('--learning-rate', values['learning-rate'])
        : /^adamw?$/.test(optimizer)
          ? recipe.learningRate
          : null,
    schedule,
    optimizerOptions: optimizerOptionsOf(values),
    labelSmoothing:
      values['label-smoothing'] === undefined ? 0 : shareOf('--label-smoothing', values['label-smoothing']),
    classWeights: balance === 'balanced' ? balance : null,
    seed: wholeNumber('--seed', values.seed ?? '1', 0),
    tune: !(values['no-tune'] ?? false),
    json: values.json ?? false,
    save: values.save === undefined ? null : targetOf(values.save),
    f16: values.f16 ?? false,
    plan: values.plan ?? false,
    summary: values.summary ?? false,
    trial: values.trial ?? false,
  };
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...argv],
      options: {
        model: text,
        base: text,
        copies: text,
        rendered: text,
        split: text,
        data: text,
        test: text,
        classes: text,
        'per-class': text,
        augment: text,
        size: text,
        epochs: text,
        steps: text,
        memory: text,
        batch: text,
        validation: text,
        optimizer: text,
        'learning-rate': text,
        schedule: text,
        momentum: text,
        'weight-decay': text,
        clipnorm: text,
        clipvalue: text,
        'global-clipnorm': text,
        'label-smoothing': text,
        'class-weight': text,
        seed: text,
        save: text,
        'no-tune': flag,
        f16: flag,
        json: flag,
        plan: flag,
        summary: flag,
        trial: flag,
        help: flag,
      },
    }).values;
  } catch (cause) {
    throw new UsageError(`${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`, {
      cause,
    });
  }
}

function scheduleFrom(text: string): ScheduleOption {
  try {
    return readSchedule(text);
  } catch (cause) {
    const message =
      cause instanceof Error ? cause.message.replace(/^schedule '(\S+)':/, '$1:') : String(cause);
    throw new UsageError(`--schedule ${message}`, { cause });
  }
}

const OPTIMIZER_OPTIONS = {
  momentum: 'momentum',
  'weight-decay': 'weightDecay',
  clipnorm: 'clipnorm',
  clipvalue: 'clipvalue',
  'global-clipnorm': 'globalClipnorm',
} as const;

/** @throws UsageError for a number below 0, or two kinds of clipping */
function optimizerOptionsOf(values: ReturnType<typeof parse>): Readonly<Record<string, number>> {
  const names = Object.keys(OPTIMIZER_OPTIONS) as (keyof typeof OPTIMIZER_OPTIONS)[];
  const given = names.flatMap((name) => {
    const text = values[name];
    if (text === undefined) return [];
    const value = Number(text);
    if (text.trim() === '' || !(value >= 0 && value < Infinity))
      throw new UsageError(`--${name} must be a number of at least 0. Received '${text}'`);
    return [[OPTIMIZER_OPTIONS[name], value] as const];
  });
  const [first, second] = names.filter((name) => name.includes('clip') && values[name] !== undefined);
  if (second !== undefined)
    throw new UsageError(
      `--${second} cannot be used with --${first ?? ''}: one kind of clipping is possible`,
    );
  return Object.fromEntries(given);
}

function targetOf(given: string): SaveTarget {
  try {
    return saveTarget(given);
  } catch (cause) {
    throw new UsageError(`--save: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** What a head does not ask for, and where it finds photos. @throws UsageError */
function checkBase(values: ReturnType<typeof parse>): void {
  const others = [
    ...(['model', 'optimizer', 'schedule', 'steps', 'memory', 'f16', 'plan', 'summary'] as const),
    ...(['momentum', 'weight-decay', 'clipnorm', 'clipvalue', 'global-clipnorm'] as const),
    ...(['label-smoothing', 'class-weight'] as const),
  ] as const;
  const given = others.find((name) => values[name] !== undefined);
  if (given !== undefined)
    throw new UsageError(`--${given} cannot be used with --base, which trains only a head`);
  if (!holdsPhotos(values.data))
    throw new UsageError(
      `--base needs --data folder:DIR or fruit-synthetic. Received '${values.data ?? 'mnist'}'`,
    );
  if (values.rendered !== undefined && values.data === 'fruit-synthetic')
    throw new UsageError('--rendered adds rendered fruit to photos; --data fruit-synthetic has no photos');
  // Where maps of all layers lie over each other, and are large enough for the head's windows.
  if (
    values.size !== undefined &&
    (Number(values.size) < 64 || wholeNumber('--size', values.size) % 32 !== 0)
  )
    throw new UsageError(
      `--size must be a multiple of 32 and at least 64 with --base. Received '${values.size}'`,
    );
}

function listOf(option: string, given: string): readonly string[] {
  const names = given
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length < 2) throw new UsageError(`${option} must name at least two classes. Received '${given}'`);
  return names;
}

/** A folder or files of the user's, of which the number of pictures decides. */
export function isOwnData(data: string): boolean {
  return data !== 'noise' && recommendedFor(data) === null;
}

/** Or pictures that stand for photographs. */
function holdsPhotos(data: string | undefined): boolean {
  return data === 'fruit-synthetic' || (data?.startsWith('folder:') ?? false);
}

const AMOUNTS = {
  shift: 'shift',
  scale: 'scale',
  rotate: 'rotate',
  colour: 'colour',
  'cut-out': 'cutOut',
} as const;

function augmentationOf(given: string): Augmentation {
  if (given === 'none') return NO_AUGMENTATION;
  if (given === 'photos') return PHOTO_AUGMENTATION;
  let augmentation = NO_AUGMENTATION;
  for (const part of given.split(',')) {
    const [name = '', amount] = part.trim().split('=');
    if (name === 'flip' && amount === undefined) augmentation = { ...augmentation, flip: true };
    else if (Object.hasOwn(AMOUNTS, name) && amount !== undefined && amount.trim() !== '') {
      augmentation = { ...augmentation, [AMOUNTS[name as keyof typeof AMOUNTS]]: Number(amount) };
    } else {
      throw new UsageError(
        `--augment takes photos, none, or flip and ${Object.keys(AMOUNTS).join('=, ')}=. Received '${part}'`,
      );
    }
  }
  try {
    return checkAugmentation(augmentation);
  } catch (cause) {
    throw new UsageError(`--augment: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

export function wholeNumber(option: string, given: string, min = 1, max = 0xffffffff): number {
  const value = Number(given);
  if (given.trim() === '' || !Number.isSafeInteger(value) || value < min || value > max) {
    const range = max === 0xffffffff ? `of at least ${min}` : `from ${min} to ${max.toLocaleString('en-US')}`;
    throw new UsageError(`${option} must be a whole number ${range}. Received '${given}'`);
  }
  return value;
}

function shareOf(option: string, given: string): number {
  const value = Number(given);
  if (given.trim() === '' || !(value >= 0 && value < 1))
    throw new UsageError(`${option} must be a number from 0 to below 1. Received '${given}'`);
  return value;
}

function positive(option: string, given: string): number {
  const value = Number(given);
  if (given.trim() === '' || !Number.isFinite(value) || value <= 0)
    throw new UsageError(`${option} must be a number above 0. Received '${given}'`);
  return value;
}
