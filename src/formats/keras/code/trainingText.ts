// compile() and fit() as text: losses, callbacks, class weights.

import { snakeCase } from '../../../layers/shared/kerasNames';
import type { ClassWeights, EpochStopping, ReduceOnPlateau } from '../../../train/monitored';
import { plateauToKeras, stoppingToKeras } from '../callbacks';
import { pythonText } from './python';

/** Keras's classes of the losses that take label smoothing. */
const SMOOTHED: Readonly<Record<string, string>> = {
  categoricalCrossentropy: 'CategoricalCrossentropy',
  binaryCrossentropy: 'BinaryCrossentropy',
};

/** @param nameOf how the code calls a class of Keras */
export type ClassName = (className: string) => string;

export function lossText(
  { loss, labelSmoothing = 0 }: { readonly loss: string; readonly labelSmoothing?: number },
  nameOf: ClassName,
): string {
  const className = SMOOTHED[loss];
  if (labelSmoothing === 0 || className === undefined) return `"${snakeCase(loss)}"`;
  return `${nameOf(className)}(label_smoothing=${labelSmoothing})`;
}

function callText(className: string, config: Readonly<Record<string, unknown>>, nameOf: ClassName): string {
  const given = Object.entries(config).map(([name, value]) => `${name}=${pythonText(value)}`);
  return `${nameOf(className)}(${given.join(', ')})`;
}

export interface CallbackSettings {
  readonly earlyStopping?: EpochStopping | null;
  readonly reduceOnPlateau?: ReduceOnPlateau | null;
}

/** Texts by class. */
export function callbackTextsByClass(
  { earlyStopping, reduceOnPlateau }: CallbackSettings,
  nameOf: ClassName,
): ReadonlyMap<string, string> {
  const [early, reduce] = ['EarlyStopping', 'ReduceLROnPlateau'];
  const texts = new Map<string, string>();
  if (earlyStopping) texts.set(early, callText(early, stoppingToKeras(earlyStopping), nameOf));
  if (reduceOnPlateau) texts.set(reduce, callText(reduce, plateauToKeras(reduceOnPlateau), nameOf));
  return texts;
}

export const callbackTexts = (settings: CallbackSettings, nameOf: ClassName): readonly string[] => [
  ...callbackTextsByClass(settings, nameOf).values(),
];

/** @param labels the class numbers of the training pictures, in the script */
export function classWeightText(weights: ClassWeights, classes: number, labels: string): string {
  if (weights === 'balanced')
    return `dict(enumerate(len(y_train) / (${classes} * np.bincount(${labels}, minlength=${classes}))))`;
  return `{${weights.map((weight, i) => `${i}: ${weight}`).join(', ')}}`;
}
