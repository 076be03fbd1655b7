// Weight decay apart from the gradient, which every optimizer of Keras has: each weight first loses a share of itself.
// Semantics: Keras 3, `weight_decay`; Loshchilov & Hutter 2017, arXiv:1711.05101.

import { number, type Option } from '../graph/options';
import type { UpdateLine, UpdateSite } from './optimizer';

export const weightDecay = (fallback: number): Option<number> => number({ min: 0, default: fallback });

/** Explains the decay, and then the update of what is left. */
export function decayedFirst<Options>(
  explain: (options: Options & { readonly weightDecay: number }, site: UpdateSite) => readonly UpdateLine[],
): typeof explain {
  return (options, site) => {
    const { weightDecay: lambda } = options;
    if (lambda === 0) return explain(options, site);
    const { weight: w, learningRate: rate } = site;
    const decayed = w - rate * lambda * w;
    const line: UpdateLine = {
      name: 'w',
      formula: 'w − η·λ·w',
      numbers: [w, ' − ', rate, ' · ', lambda, ' · ', w],
      value: decayed,
    };
    return [line, ...explain(options, { ...site, weight: decayed })];
  };
}
