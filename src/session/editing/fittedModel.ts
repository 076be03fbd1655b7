// A model from a file for other pictures or classes than those of the session.

import { fitNetwork, fitsPictures, type PictureShape } from '../../models/fitNetwork';
import { ArchitectureError, defineNetwork } from '../../models/network';
import { overlap } from '../../models/overlap';
import type { OpenableModel } from '../filesFacade';

/** A model with other inputs and answers. */
export interface FittedModel extends OpenableModel {
  readonly classes: number;
  /** Parameters that keep their values. */
  readonly fits: number;
  readonly of: number;
}

/** A model for other pictures or classes than its own, fitted to these; null if it fits, or cannot be fitted. */
export function fittedModel(
  { network: config, weights }: OpenableModel,
  pictures: PictureShape,
): FittedModel | null {
  try {
    if (fitsPictures(config, pictures)) return null;
    const network = fitNetwork(config, pictures);
    const places = overlap(defineNetwork(config), defineNetwork(network));
    const whole = places.filter(({ layer, parameter, kept, of }) => {
      return kept === of && weights?.get(`${layer}/${parameter}`)?.length === of;
    });
    const some = whole.map(({ layer, parameter }) => `${layer}/${parameter}`);
    const kept = weights && new Map([...weights].filter(([name]) => some.includes(name)));
    return {
      network,
      weights: kept,
      classes: pictures.classNames.length,
      fits: some.length,
      of: weights?.size ?? 0,
    };
  } catch (error) {
    // Why it cannot be trained here is said of the network as it is.
    if (error instanceof ArchitectureError) return null;
    throw error;
  }
}
