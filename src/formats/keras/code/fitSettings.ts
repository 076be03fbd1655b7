// What compile() and fit() ask of training beside optimizer, batch size and epochs: callbacks, label smoothing, class weights.

import type { ClassWeights, EpochStopping, ReduceOnPlateau } from '../../../train/monitored';
import { CallbackError, plateauFromKeras, stoppingFromKeras } from '../callbacks';
import type { Problem } from './lints';
import type { Range } from './syntax';
import { plainConfig, valueText, type GivenArgument, type MadeObject, type Value } from './values';

type Say = (at: Range, problem: Problem) => void;

/**
 * A callback that is passed over.
 * monitor     it watches what a run does not
 * checkpoint  a run is kept anyway
 * other       has no effect on training here
 */
export type PassedOver = 'monitor' | 'checkpoint' | 'other';

export interface ReadCallbacks {
  readonly earlyStopping: EpochStopping | null;
  readonly reduceOnPlateau: ReduceOnPlateau | null;
  readonly passedOver: readonly PassedOver[];
  /** The argument `callbacks`; null where there is none. */
  readonly place: GivenArgument | null;
}

/** The callbacks of a list; null for what is none. */
export const callbacksIn = (value: Value): readonly (MadeObject | null)[] =>
  (value.type === 'list' ? value.items : [value]).map((item) => (item.type === 'object' ? item.made : null));

/** @param place the argument `callbacks` of fit() */
export function readCallbacks(place: GivenArgument | null, say: Say): ReadCallbacks {
  let earlyStopping: EpochStopping | null = null;
  let reduceOnPlateau: ReduceOnPlateau | null = null;
  const passedOver = new Set<PassedOver>();
  const isNone = place === null || (place.given.type === 'constant' && place.given.value === null);
  for (const made of isNone ? [] : callbacksIn(place.given)) {
    const className = made?.className ?? '';
    if (made === null || (className !== 'EarlyStopping' && className !== 'ReduceLROnPlateau')) {
      passedOver.add(className === 'ModelCheckpoint' ? 'checkpoint' : 'other');
      continue;
    }
    try {
      for (const { given, value, name } of made.arguments)
        if (given.type === 'unknown') say(value, given.why?.problem ?? { code: 'unknownValue', what: name });
      const config = plainConfig(made.arguments);
      const stopping = className === 'EarlyStopping' ? stoppingFromKeras(config) : null;
      const plateau = className === 'ReduceLROnPlateau' ? plateauFromKeras(config) : null;
      if (stopping === null && plateau === null) passedOver.add('monitor');
      earlyStopping = stopping ?? earlyStopping;
      reduceOnPlateau = plateau ?? reduceOnPlateau;
    } catch (error) {
      if (!(error instanceof CallbackError)) throw error;
      const { argument, expected } = error;
      const wrong = made.arguments.find(({ name }) => name === argument);
      say(wrong?.value ?? made.at, {
        ...{ code: 'optimizerArgument', className, argument, expected },
        received: wrong === undefined ? '' : valueText(wrong.given),
      });
    }
  }
  return { earlyStopping, reduceOnPlateau, passedOver: [...passedOver], place };
}

/** @returns null where nothing is asked for; a value that is not known is said */
export function readSmoothing(loss: GivenArgument | null, say: Say): number | null {
  if (loss === null) return null;
  if (loss.given.type !== 'object') return 0;
  const place = loss.given.made.arguments.find(({ name }) => name === 'label_smoothing');
  if (place === undefined) return 0;
  const { given } = place;
  if (given.type === 'number' && given.value >= 0 && given.value <= 1) return given.value;
  if (given.type === 'unknown') say(place.value, { code: 'unknownValue', what: 'label_smoothing' });
  else {
    const expected = 'a number from 0 to 1';
    say(place.value, {
      ...{ code: 'setting', argument: 'label_smoothing', expected, received: valueText(given) },
    });
  }
  return 0;
}

/** How our own scripts work out balanced weights, and scikit-learn's function. */
const BALANCED = /\bbincount\(|compute_class_weight\(\s*(class_weight\s*=\s*)?["']balanced["']/;

/** @returns null where nothing is asked for. @param code the script: where the weights come from the data, how it makes them */
export function readClassWeights(place: GivenArgument | null, code: string, say: Say): ClassWeights | null {
  if (place === null || (place.given.type === 'constant' && place.given.value === null)) return null;
  const { given, value } = place;
  if (given.type === 'dictionary') {
    const entries = [...given.entries.values()];
    const weights: number[] = [];
    for (const { key, value: weight } of entries)
      if (key.type === 'number' && Number.isInteger(key.value) && key.value >= 0 && key.value < 1000)
        if (weight.type === 'number' && weight.value >= 0) weights[key.value] = weight.value;
    if (entries.length > 0 && Object.keys(weights).length === entries.length)
      return Array.from(weights, (one: number | undefined) => one ?? 1);
  }
  if (given.type === 'unknown' && BALANCED.test(code)) return 'balanced';
  const expected = 'numbers of at least 0 by class, such as {0: 1.0, 1: 2.5}';
  if (given.type === 'unknown') say(value, { code: 'unknownValue', what: 'class_weight' });
  else say(value, { code: 'setting', argument: 'class_weight', expected, received: valueText(given) });
  return null;
}
