// What can be done on this page with what was read, before anything is done.

import type { NetworkConfig } from '../../models/network';
import type { ErrorFacts } from '../../session/errorFacts';
import { previewNetwork, type Problem } from '../../session/editing/preview';
import type { Read } from './jobs';

/** What a network must fit to be trained here. */
export interface Here {
  /** [height, width, channels] */
  readonly picture: readonly number[];
  readonly classes: number;
  readonly dataset: string;
}

/** Why a network cannot be trained here. */
export type Refusal =
  | { readonly why: 'facts'; readonly facts: ErrorFacts }
  | { readonly why: 'problem'; readonly problem: Problem }
  | { readonly why: 'dataset'; readonly name: string };

/**
 * network  it takes the place of the one on the stage; without weights it begins with `fresh` ones
 * session  the whole run comes back
 * weights  those that fit take the place of the network's own
 * nothing  not one weight fits
 * refused  it cannot be trained here
 */
export type Plan =
  | { readonly kind: 'network'; readonly fresh: boolean }
  | { readonly kind: 'session'; readonly step: number; readonly seed: number }
  | { readonly kind: 'weights'; readonly fits: number; readonly of: number }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export function planOf(read: Read, here: Here): Plan {
  if (read.kind === 'weights') {
    const { matched, missing } = read.fit.report;
    if (matched.length === 0) return { kind: 'nothing' };
    return { kind: 'weights', fits: matched.length, of: matched.length + missing.length };
  }
  const { model, run } = read;
  const refusal = refusalOf(model.network, here);
  if (refusal !== null) return { kind: 'refused', refusal };
  if (run === null) return { kind: 'network', fresh: model.weights === null };
  const { name } = run.dataset ?? { name: here.dataset };
  if (name !== here.dataset) return { kind: 'refused', refusal: { why: 'dataset', name } };
  return { kind: 'session', step: run.run.checkpoint.step, seed: run.run.settings.seed };
}

/** The shapes of all inputs, whatever they are called. */
export function inputsOf({ input }: NetworkConfig): readonly (readonly number[])[] {
  const named = input.filter((one) => typeof one === 'object');
  return named.length > 0
    ? named.map(({ shape }) => shape)
    : [input.filter((one) => typeof one === 'number')];
}

function refusalOf(config: NetworkConfig, { picture, classes }: Here): Refusal | null {
  const { name: network, outputs = [] } = config;
  const inputs = inputsOf(config);
  const [expected = []] = inputs;
  if (inputs.length !== 1 || outputs.length > 1) {
    const ends = { inputs: inputs.length, outputs: Math.max(1, outputs.length) };
    return { why: 'facts', facts: { code: 'ends', network, ...ends } };
  }
  if (expected.join() !== picture.join())
    return { why: 'facts', facts: { code: 'pictures', network, expected, received: picture } };
  const { problem } = previewNetwork(config, classes);
  return problem === null ? null : { why: 'problem', problem };
}
