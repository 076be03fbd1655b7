// A network of the lab is kept with calibrated probabilities: the temperature that suits the pictures that it has not
// learned from is folded into its last layer. Pictures of one's own come before rendered ones, since it will be asked
// about real fruit. The stage's session, which trained it, stays as it is.

import { defineNetwork } from '../models/network';
import { atTemperature, fitSoftening, fitTemperature, foldTemperature } from '../train/temperature';
import type { LearnedNetwork } from './hooks';
import type { Prediction } from './trained';

export interface Predictions {
  readonly held: Prediction;
  readonly own: Prediction | null;
}

/**
 * @param isHead it is a head on frozen features, that was trained alone
 * @returns its weights and answers at that temperature; the most probable classes are the same
 */
export function calibrated(
  { network, weights }: Pick<LearnedNetwork, 'network' | 'weights'>,
  { held, own }: Predictions,
  isHead: boolean,
): Predictions & Pick<LearnedNetwork, 'weights'> {
  const { images, probabilities } = own ?? held;
  const fit = isHead ? fitTemperature : fitSoftening;
  const temperature = fit(images.labels, probabilities);
  const folded = foldTemperature(defineNetwork(network), weights, temperature);
  if (folded === null) return { weights, held, own };
  const scaled = (one: Prediction): Prediction => ({
    ...one,
    probabilities: atTemperature(one.probabilities, one.images.classNames.length, temperature),
  });
  return { weights: folded, held: scaled(held), own: own && scaled(own) };
}
