// compile() and fit() beside the settings of a run, both ways: what a script asks for that a run can do, what it asks for
// that is not taken over, and a run's settings written into the script.

import { OPTIMIZERS } from '../../../optimizers/more';
import { type OptimizerKind } from '../../../optimizers/optimizers';
import type { SessionSettings, TrainingSettings } from '../../../session/runFacade';
import { optimizerKind } from '../optimizers';
import { editCode } from './edit';
import { same } from './facts';
import { withImports } from './imports';
import { DIGITS, type ReadingGoal } from './goal';
import type { CodeReading } from './read';
import type { SettingChange } from './settingEdits';
import type { Range } from './syntax';
import { mapRange } from './textEdits';
import { USUAL_SETTINGS, type CodeSettings } from './write';

/** An optimizer as runs have it. */
type RunOptimizer = Required<Pick<TrainingSettings, 'optimizer' | 'optimizerOptions' | 'learningRate'>>;

/** @param given options by our names; the learning rate apart, and of the rest what differs from the defaults */
export function runOptimizer(kind: OptimizerKind, given: Readonly<Record<string, unknown>>): RunOptimizer {
  const table = OPTIMIZERS[kind].options as Readonly<Record<string, { readonly default?: unknown }>>;
  const { learningRate = table.learningRate?.default, ...rest } = given;
  const own = Object.entries(rest).filter(([name, value]) => value !== table[name]?.default);
  return {
    optimizer: kind,
    optimizerOptions: Object.fromEntries(own),
    learningRate: learningRate as number,
  };
}

/**
 * What a script asks of training; absent what it does not say. An optimizer without a learning rate has Keras's.
 */
export function trainingOf({ settings }: CodeReading): TrainingSettings {
  const { optimizer, batchSize, epochs, fit, labelSmoothing, classWeights, callbacks } = settings;
  const { compile, lossWeights } = settings;
  const { earlyStopping, reduceOnPlateau } = callbacks;
  return {
    ...(optimizer && runOptimizer(optimizer.kind, optimizer.options)),
    ...(optimizer?.schedule && { schedule: optimizer.schedule }),
    ...(batchSize && { batchSize: batchSize.value }),
    ...(epochs && { epochs: epochs.value }),
    ...(labelSmoothing !== null && { labelSmoothing }),
    ...(compile && { lossWeights }),
    ...(fit && { classWeights, earlyStopping, reduceOnPlateau }),
  };
}

/**
 * All training settings as code has them: it has no place for validation every so many steps, nor for the difference
 * between one rate and the page's own cosine.
 */
function inCode(settings: SessionSettings): TrainingSettings {
  const { schedule, optimizerOptions, labelSmoothing, classWeights, earlyStopping, reduceOnPlateau } =
    settings;
  return {
    ...settings,
    schedule: schedule?.kind === 'constant' ? null : (schedule ?? null),
    optimizerOptions: optimizerOptions ?? {},
    labelSmoothing: labelSmoothing ?? 0,
    classWeights: classWeights ?? null,
    lossWeights: settings.lossWeights ?? null,
    earlyStopping: earlyStopping?.every === 'epoch' ? earlyStopping : null,
    reduceOnPlateau: reduceOnPlateau ?? null,
  };
}

/** Those of `wanted` that are others now. @param wanted what a script says, or all settings of a run */
export function changedTraining(
  wanted: TrainingSettings | SessionSettings,
  now: SessionSettings,
): TrainingSettings {
  const before = inCode(now) as Readonly<Record<string, unknown>>;
  // An optimizer with one rate has no schedule.
  const whole =
    'seed' in wanted ? inCode(wanted) : 'optimizer' in wanted ? { schedule: null, ...wanted } : wanted;
  return Object.fromEntries(Object.entries(whole).filter(([name, value]) => !same(value, before[name])));
}

/**
 * What a script asks for and a run does not do.
 * loss        a run has one loss: the cross-entropy of the classes
 * validation  a run is tried on the test pictures
 * checkpoint  a run is kept anyway
 * monitor     a callback watches what a run does not
 * callback    any other callback
 * schedule    the schedule is not known here; the rate that it begins with is taken over
 */
export type NotTaken = 'loss' | 'validation' | 'schedule' | 'checkpoint' | 'monitor' | 'callback';

export function notTaken({ settings }: CodeReading): readonly NotTaken[] {
  const { loss, validationSplit, optimizer, callbacks } = settings;
  const rate = optimizer?.arguments.find(({ given }) => given.type === 'object');
  return [
    ...(loss === null || /categoricalCrossentropy/i.test(loss) ? [] : (['loss'] as const)),
    ...(validationSplit === null ? [] : (['validation'] as const)),
    ...(rate === undefined || optimizer?.schedule ? [] : (['schedule'] as const)),
    ...callbacks.passedOver.map((one) => (one === 'other' ? 'callback' : one)),
  ];
}

export function codeSettings({
  optimizer,
  optimizerOptions,
  learningRate,
  schedule = null,
  batchSize,
  epochs,
  labelSmoothing = 0,
  classWeights = null,
  lossWeights = null,
  earlyStopping = null,
  reduceOnPlateau = null,
}: SessionSettings): CodeSettings {
  const kind = optimizerKind(optimizer) ?? 'adam';
  const options = { ...optimizerOptions, learningRate };
  return {
    ...{ ...USUAL_SETTINGS, optimizer: kind, optimizerOptions: options, schedule, batchSize, epochs },
    ...{ labelSmoothing, classWeights, lossWeights, reduceOnPlateau },
    earlyStopping: earlyStopping?.every === 'epoch' ? earlyStopping : null,
  };
}

/** A script after the settings were changed elsewhere. What it has no place for stays unsaid. */
export function followTraining(
  code: string,
  from: SessionSettings,
  to: SessionSettings,
  goal: ReadingGoal = DIGITS,
): { readonly code: string; readonly ranges: readonly Range[] } {
  let done: { code: string; ranges: readonly Range[] } = { code, ranges: [] };
  for (const change of settingChanges(from, to)) {
    const result = editCode(done.code, change, goal);
    if ('refused' in result) continue;
    const before = done.ranges.map((range) => mapRange(range, result.edits));
    done = { code: result.code, ranges: [...before, ...result.ranges] };
  }
  return done.code === code ? done : withImports(done, goal);
}

function settingChanges(from: SessionSettings, to: SessionSettings): SettingChange[] {
  const changed = changedTraining(to, from);
  const { learningRate, optimizerOptions } = to;
  const { schedule = null } = inCode(to);
  const kind = optimizerKind(to.optimizer) ?? 'adam';
  const options = { learningRate, ...optimizerOptions };
  return [
    ...('optimizer' in changed || 'optimizerOptions' in changed || 'schedule' in changed
      ? [{ what: 'optimizer', kind, options, schedule } as const]
      : 'learningRate' in changed
        ? [{ what: 'learningRate', value: learningRate } as const]
        : []),
    ...('batchSize' in changed ? [{ what: 'batchSize', value: to.batchSize } as const] : []),
    ...('epochs' in changed ? [{ what: 'epochs', value: to.epochs } as const] : []),
    ...('labelSmoothing' in changed
      ? [{ what: 'labelSmoothing', value: to.labelSmoothing ?? 0 } as const]
      : []),
    ...('classWeights' in changed ? [{ what: 'classWeights', value: to.classWeights ?? null } as const] : []),
    ...('earlyStopping' in changed || 'reduceOnPlateau' in changed
      ? [
          {
            what: 'callbacks',
            earlyStopping: to.earlyStopping?.every === 'epoch' ? to.earlyStopping : null,
            reduceOnPlateau: to.reduceOnPlateau ?? null,
          } as const,
        ]
      : []),
  ];
}
