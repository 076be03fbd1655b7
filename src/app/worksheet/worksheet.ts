// A worksheet: a state of the page as plain data, small enough for a link. It has the network, the pictures and the
// settings of a run, but no parameters: the run begins at step 0, the same for everybody who opens the link.
//
// A link is foreign input. It is checked field by field, unknown fields are refused, and it can name only what the page
// has itself: it can neither fetch nor run anything, and its task is shown as text.

import type { DataReference } from '../../data/dataSet';
import { LANGUAGES, type Language } from '../../elements/locale';
import { VIEWS, type View } from '../../elements/frame/views';
import type { Pointed } from '../../elements/pointed';
import { PARTS, type Part } from '../../elements/share/parts';
import { WorksheetError } from '../../elements/share/worksheetError';
import type { StageOpened } from '../../elements/stage/stageOpened';
import { ownNetwork } from '../../formats/ownNetwork';
import { FormatError } from '../../formats/storedModel';
import { ALL_FRUITS } from '../../fruit/fruits';
import { defineNetwork } from '../../models/anyNetwork';
import type { NetworkConfig } from '../../models/network';
import { preset, PRESETS } from '../../models/presets';
import { OPTIMIZER_KINDS } from '../../optimizers/optimizers';
import { encodeSchedule, SCHEDULES, type Schedule } from '../../optimizers/moreSchedules';
import type { SessionSettings } from '../../session/runFacade';
import { DEFAULT_SETTINGS } from '../../session/session';
import { MONITORS, type EpochStopping, type ReduceOnPlateau } from '../../train/monitored';
import { checkAugmentation, NO_AUGMENTATION, type Augmentation } from '../../train/augmentation';
import { Field } from './field';

export interface Worksheet {
  readonly network: NetworkConfig;
  /** Pictures that everybody has: no files. */
  readonly data: DataReference;
  readonly settings: Omit<SessionSettings, 'network'>;
  readonly view: View;
  /** The place of the picture among the samples; null: the first one that a visit shows. */
  readonly sample: number | null;
  readonly pointed: Pointed | null;
  readonly stage: StageOpened;
  /** The map that is opened; null: none. */
  readonly map: { readonly layer: string; readonly channel: number } | null;
  /** Null: the reader's own. */
  readonly language: Language | null;
  /** Parts of the page that are not shown. */
  readonly hidden: readonly Part[];
  /** Shown above the stage as it is, without markup; '' for none. */
  readonly task: string;
}

export const MAX_TASK = 1000;
const MAX_COUNT = 1_000_000;
const MAX_PER_CLASS = 5000;

/** As JSON, without what is as on a first visit. */
export function toJson({ network, data, settings, stage, ...page }: Worksheet): Record<string, unknown> {
  const known = Object.keys(PRESETS).find((name) => isPreset(name, network));
  const defaults: Readonly<Record<string, unknown>> = { ...DEFAULT_SETTINGS };
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const changed = Object.entries(settings).filter(([name, value]) => !same(value, defaults[name]));
  const first: Readonly<Record<string, unknown>> = {
    ...{ view: 'stage', sample: null, pointed: null, map: null, language: null, hidden: [], task: '' },
  };
  return {
    network: known ?? network,
    data,
    ...(changed.length > 0 ? { settings: Object.fromEntries(changed) } : {}),
    ...(stage.kernels ? {} : { kernels: false }),
    ...(stage.expanded.length > 0 ? { expanded: stage.expanded } : {}),
    ...Object.fromEntries(Object.entries(page).filter(([name, value]) => !same(value, first[name]))),
  };
}

/** With all options written out, as a session gives it, or with those alone that differ from the defaults. */
function isPreset(name: string, network: NetworkConfig): boolean {
  const config = preset(name);
  if (config.name !== network.name) return false;
  const text = JSON.stringify(network);
  return text === JSON.stringify(config) || text === JSON.stringify(defineNetwork(config).toJSON());
}

/** @throws WorksheetError that names the field, what was expected there and what was received */
export function fromJson(json: unknown): Worksheet {
  const sheet = Field.root(json);
  const worksheet: Worksheet = {
    network: networkOf(sheet.field('network')),
    data: dataOf(sheet.field('data')),
    settings: settingsOf(sheet.field('settings')),
    view: sheet.field('view').oneOf(VIEWS, 'stage'),
    sample: sheet.field('sample').optional((field) => field.whole(0, MAX_COUNT)),
    pointed: sheet.field('pointed').optional(pointedOf),
    stage: {
      kernels: sheet.field('kernels').boolean(true),
      expanded: sheet.field('expanded').list((field) => field.text(200)),
    },
    map: sheet.field('map').optional((field) => {
      const map = {
        layer: field.field('layer').text(200),
        channel: field.field('channel').whole(0, MAX_COUNT),
      };
      field.end();
      return map;
    }),
    language: sheet.field('language').optional((field) => field.oneOf(LANGUAGES.map(({ code }) => code))),
    hidden: sheet.field('hidden').list((field) => field.oneOf(PARTS)),
    task: sheet.field('task').text(MAX_TASK, ''),
  };
  sheet.end();
  return worksheet;
}

function networkOf(field: Field): NetworkConfig {
  if (typeof field.value === 'string') return preset(field.oneOf(Object.keys(PRESETS)));
  try {
    return ownNetwork('network', field.value).toJSON();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new WorksheetError(field.place, { kind: 'network', reason: error.message }, field.value);
  }
}

/** The options of the data sets that are generated; the digits have none. */
const DATA_OPTIONS: Readonly<Record<string, Readonly<Record<string, (field: Field) => unknown>>>> = {
  mnist: {},
  shapes: {
    colour: (field) => field.boolean(),
    perClass: (field) => field.whole(1, MAX_PER_CLASS),
    seed: (field) => field.whole(0, MAX_COUNT),
  },
  'fruit-synthetic': {
    classes: (field) => field.list((name) => name.oneOf(ALL_FRUITS)),
    perClass: (field) => field.whole(1, MAX_PER_CLASS),
    size: (field) => field.whole(16, 256),
    seed: (field) => field.whole(0, MAX_COUNT),
  },
};

/** Whether a link can name these pictures: everybody's page can make them. */
export const canBeLinked = ({ name, digest }: DataReference): boolean =>
  digest === undefined && Object.hasOwn(DATA_OPTIONS, name);

function dataOf(field: Field): DataReference {
  const name = field.field('name').oneOf(Object.keys(DATA_OPTIONS));
  const known = DATA_OPTIONS[name] ?? {};
  const options = field.field('options').optional((given) => {
    const checked = Object.entries(known).flatMap(([option, check]) => {
      const value = given.field(option).optional(check);
      return value === null ? [] : [[option, value] as const];
    });
    given.end();
    return Object.fromEntries(checked);
  });
  field.end();
  return options === null ? { name } : { name, options };
}

function settingsOf(field: Field): Worksheet['settings'] {
  const given = field.optional((settings) => settings) ?? Field.root({});
  const { optimizer, optimizerOptions, learningRate, batchSize, epochs, seed } = DEFAULT_SETTINGS;
  const augmentation = given.field('augmentation').optional(augmentationOf);
  const earlyStopping = given.field('earlyStopping').optional(earlyStoppingOf);
  const reduceOnPlateau = given.field('reduceOnPlateau').optional(reduceOnPlateauOf);
  const labelSmoothing = given.field('labelSmoothing').number(0, 1, 0);
  const classWeights = given
    .field('classWeights')
    .optional((field) =>
      typeof field.value === 'string'
        ? field.oneOf(['balanced'] as const)
        : field.list((weight) => weight.number(0, 1e9)),
    );
  const lossWeights = given
    .field('lossWeights')
    .optional((field) => field.list((weight) => weight.number(-1e9, 1e9)));
  const schedule = given.field('schedule').optional(scheduleOf);
  const settings = {
    optimizer: given.field('optimizer').oneOf(OPTIMIZER_KINDS, optimizer),
    optimizerOptions: given.field('optimizerOptions').optional(optionsOf) ?? optimizerOptions ?? {},
    learningRate: given.field('learningRate').number(1e-9, 100, learningRate),
    batchSize: given.field('batchSize').whole(1, 4096, batchSize),
    epochs: given.field('epochs').whole(1, MAX_COUNT, epochs),
    seed: given.field('seed').whole(0, 2 ** 32 - 1, seed),
    ...(augmentation && { augmentation }),
    ...(earlyStopping && { earlyStopping }),
    ...(reduceOnPlateau && { reduceOnPlateau }),
    ...(schedule && { schedule }),
    ...(labelSmoothing > 0 && { labelSmoothing }),
    ...(classWeights && { classWeights }),
    ...(lossWeights && { lossWeights }),
  };
  given.end();
  return settings;
}

function earlyStoppingOf(field: Field): NonNullable<SessionSettings['earlyStopping']> {
  const every = field.field('every');
  if (every.value !== 'epoch') {
    const patience = field.field('patience').optional((one) => one.whole(1, MAX_COUNT));
    const stopping = { every: every.whole(1, MAX_COUNT), patience };
    field.end();
    return stopping;
  }
  const keepsLast = field.field('keepsLast').boolean(false);
  const stopping: EpochStopping = {
    every: 'epoch',
    ...monitorOf(field),
    patience: field.field('patience').whole(0, MAX_COUNT),
    ...numbersOf(field, { minDelta: 1e9 }),
    ...(keepsLast && { keepsLast }),
  };
  field.end();
  return stopping;
}

function reduceOnPlateauOf(field: Field): ReduceOnPlateau {
  const most = { factor: 1, patience: MAX_COUNT, minDelta: 1e9, cooldown: MAX_COUNT, minLearningRate: 100 };
  const reduce = { ...numbersOf(field, most), ...monitorOf(field) };
  field.end();
  return reduce;
}

const monitorOf = (field: Field): Pick<ReduceOnPlateau, 'monitor'> => {
  const monitor = field.field('monitor').optional((one) => one.oneOf(MONITORS));
  return monitor ? { monitor } : {};
};

/** Those numbers that are given, of at least 0. */
function numbersOf<Name extends string>(
  field: Field,
  most: Readonly<Record<Name, number>>,
): Partial<Record<Name, number>> {
  const given = Object.entries<number>(most).flatMap(([name, limit]) => {
    const value = field.field(name).optional((one) => one.number(0, limit));
    return value === null ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given) as Partial<Record<Name, number>>;
}

/** Numbers, switches and names of the optimizer's own; the trainer checks which there are. */
function optionsOf(field: Field): Readonly<Record<string, unknown>> {
  return field.entries((option) => {
    const { value } = option;
    if (typeof value === 'boolean') return value;
    return typeof value === 'number' ? option.number(-1e9, 1e9) : option.text(50);
  });
}

function scheduleOf(field: Field): Schedule {
  const kind = field.field('kind').oneOf(SCHEDULES);
  const schedule = { ...field.entries(({ value }) => value), kind } as Schedule;
  try {
    encodeSchedule(schedule);
    return schedule;
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw new WorksheetError(field.place, { kind: 'schedule', reason: error.message }, field.value);
  }
}

function augmentationOf(field: Field): Augmentation {
  const { flip, ...amounts } = NO_AUGMENTATION;
  const given = Object.keys(amounts).map((name) => [name, field.field(name).number(0, 45, 0)]);
  const augmentation = {
    flip: field.field('flip').boolean(flip),
    ...Object.fromEntries(given),
  } as Augmentation;
  field.end();
  try {
    return checkAugmentation(augmentation);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new WorksheetError(field.place, { kind: 'augmentation', reason: error.message }, field.value);
  }
}

function pointedOf(field: Field): Pointed {
  const place = (part: Field): number => part.whole(0, MAX_COUNT);
  const whole = field.field('whole').boolean(false);
  const tap = field.field('tap').optional((pair) => pair.list(place, 2) as [number, number]);
  const pointed = {
    layer: field.field('layer').text(200),
    index: field.field('index').list(place),
    slice: field.field('slice').optional(place),
    ...(whole ? { whole } : {}),
    ...(tap ? { tap } : {}),
  };
  field.end();
  return pointed;
}
