// The scale of the stage's colours, as it was chosen last.

import { COLOUR_SCOPES, FIRST_SCALE, type ColourScale } from '../../inspect/probe/colourDomain';
import { recall, remember } from '../locale';

const KEY = 'convscope.colours';

/** Kept as `layer`, or `layer follow`. */
export function rememberedScale(): ColourScale {
  const [scope, follow] = (recall(KEY) ?? '').split(' ');
  const known = COLOUR_SCOPES.find((one) => one === scope);
  return known === undefined ? FIRST_SCALE : { scope: known, follow: follow === 'follow' };
}

export const rememberScale = ({ scope, follow }: ColourScale): void =>
  remember(KEY, follow ? `${scope} follow` : scope);
