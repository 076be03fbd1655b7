// Callbacks of Keras and what a run here does of its own, both ways: EarlyStopping and ReduceLROnPlateau. Only what differs
// from Keras's defaults is among the settings, so that equal settings are equal as JSON.
// https://keras.io/api/callbacks/

import { PLATEAU_DEFAULTS, type Monitor, type ReduceOnPlateau } from '../../optimizers/plateau';
import type { EpochStopping } from '../../train/monitored';

/** Arguments by class, in Keras's order. */
export const CALLBACK_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  EarlyStopping: [
    ...['monitor', 'min_delta', 'patience', 'verbose', 'mode', 'baseline', 'restore_best_weights'],
    'start_from_epoch',
  ],
  ReduceLROnPlateau: [
    ...['monitor', 'factor', 'patience', 'verbose', 'mode', 'min_delta', 'cooldown', 'min_lr'],
  ],
  ModelCheckpoint: ['filepath', 'monitor', 'verbose', 'save_best_only'],
  LearningRateScheduler: ['schedule', 'verbose'],
};

type Config = Readonly<Record<string, unknown>>;

const own = <T extends object>(values: T, defaults: Config): T => {
  const others = Object.entries(values).filter(([name, value]) => value !== defaults[name]);
  return Object.fromEntries(others) as T;
};

/** The same settings without what is default. */
export function epochStopping({
  monitor = 'val_loss',
  patience,
  minDelta = 0,
  keepsLast = false,
}: Omit<EpochStopping, 'every'>): EpochStopping {
  const others = own({ minDelta, keepsLast }, { minDelta: 0, keepsLast: false });
  return { every: 'epoch', ...own({ monitor }, { monitor: 'val_loss' }), patience, ...others };
}

/** The same settings without what is default. */
export const reduceOnPlateau = (given: ReduceOnPlateau): ReduceOnPlateau =>
  own({ ...PLATEAU_DEFAULTS, ...given }, { ...PLATEAU_DEFAULTS });

/** Null for what a run does not watch: another metric, or this one the other way round. */
export function monitorOf({ monitor = 'val_loss', mode = 'auto' }: Config): Monitor | null {
  if (monitor === 'val_loss') return mode === 'max' ? null : 'val_loss';
  const isAccuracy = typeof monitor === 'string' && /^val_(\w+_)?acc(uracy)?$/.test(monitor);
  return isAccuracy && mode !== 'min' ? 'val_accuracy' : null;
}

/** What is no number that Keras takes: an argument, and what it must be. */
export class CallbackError extends RangeError {
  constructor(
    readonly argument: string,
    readonly expected: string,
  ) {
    super(`${argument} must be ${expected}`);
  }
}

function checked(config: Config, argument: string, fallback: number, expected: string): number {
  const value = Number(config[argument] ?? fallback);
  const fits = value >= 0 && value < Infinity && (expected !== COUNT || Number.isInteger(value));
  if (!fits || (argument === 'factor' && value >= 1)) throw new CallbackError(argument, expected);
  return value;
}

const COUNT = 'a whole number of at least 0';
const NUMBER = 'a number of at least 0';

/** @returns null if it watches what a run does not. @throws CallbackError */
export function stoppingFromKeras(config: Config): EpochStopping | null {
  const monitor = monitorOf(config);
  if (monitor === null) return null;
  return epochStopping({
    monitor,
    patience: checked(config, 'patience', 0, COUNT),
    // Keras takes its absolute value.
    minDelta: Math.abs(typeof config.min_delta === 'number' ? config.min_delta : 0),
    keepsLast: config.restore_best_weights !== true,
  });
}

/** @returns null if it watches what a run does not. @throws CallbackError */
export function plateauFromKeras(config: Config): ReduceOnPlateau | null {
  const monitor = monitorOf(config);
  if (monitor === null) return null;
  const { factor, patience, minDelta, cooldown, minLearningRate } = PLATEAU_DEFAULTS;
  const renamed = { ...config, min_delta: config.min_delta ?? config.epsilon };
  return reduceOnPlateau({
    monitor,
    factor: checked(config, 'factor', factor, 'a number from 0 to below 1'),
    patience: checked(config, 'patience', patience, COUNT),
    minDelta: checked(renamed, 'min_delta', minDelta, NUMBER),
    cooldown: checked(config, 'cooldown', cooldown, COUNT),
    minLearningRate: checked(config, 'min_lr', minLearningRate, NUMBER),
  });
}

/** Arguments that differ from Keras's defaults. */
export function stoppingToKeras({ monitor, patience, minDelta, keepsLast }: EpochStopping): Config {
  return {
    ...(monitor === undefined ? {} : { monitor, ...modeOf(monitor) }),
    ...(minDelta === undefined ? {} : { min_delta: minDelta }),
    patience,
    ...(keepsLast === true ? {} : { restore_best_weights: true }),
  };
}

/** Arguments that differ from Keras's defaults. */
export function plateauToKeras(settings: ReduceOnPlateau): Config {
  const { monitor, factor, patience, minDelta, cooldown, minLearningRate } = settings;
  const given = {
    ...{ monitor, ...(monitor === undefined ? {} : modeOf(monitor)), factor, patience },
    ...{ min_delta: minDelta, cooldown, min_lr: minLearningRate },
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Keras 3 cannot tell from this name alone that more is better. */
const modeOf = (monitor: Monitor): Config => (monitor === 'val_accuracy' ? { mode: 'max' } : {});
