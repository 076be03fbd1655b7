// What can be done on this page with what was read, before anything is done.

import { sameData, type DataReference } from '../../data/dataSet';
import type { PictureShape } from '../../models/fitNetwork';
import type { NetworkConfig } from '../../models/network';
import { fittedModel, type FittedModel } from '../../session/editing/fittedModel';
import type { ErrorFacts } from '../../session/errorFacts';
import { previewNetwork, type Problem } from '../../session/editing/preview';
import type { Read } from './jobs';

/** What a network must fit to be trained here: the pictures of the session. */
export interface Here {
  readonly reference: DataReference;
  readonly train: PictureShape;
}

/** Why a network cannot be trained here. */
export type Refusal =
  | { readonly why: 'facts'; readonly facts: ErrorFacts }
  | { readonly why: 'problem'; readonly problem: Problem };

/**
 * network  it takes the place of the one on the stage; without weights it begins with `fresh` ones. `fitted`: for pictures
 *          or classes other than its own, with those of its weights that still fit
 * session  the whole run comes back, with its `data` where they are others
 * weights  those that fit take the place of the network's own
 * nothing  not one weight fits
 * refused  it cannot be trained here
 */
export type Plan =
  | { readonly kind: 'network'; readonly fresh: boolean; readonly fitted: FittedModel | null }
  | {
      readonly kind: 'session';
      readonly step: number;
      readonly seed: number;
      readonly data: string | null;
    }
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
  if (run !== null) {
    const { data = here.reference, checkpoint, settings } = run;
    const other = sameData(data, here.reference) ? null : data.name;
    const refusal = other === null ? refusalOf(model.network, here.train) : null;
    if (refusal !== null) return { kind: 'refused', refusal };
    return { kind: 'session', step: checkpoint.step, seed: settings.seed, data: other };
  }
  const fitted = fittedModel(model, here.train);
  const refusal = refusalOf(fitted?.network ?? model.network, here.train);
  if (refusal !== null) return { kind: 'refused', refusal };
  return { kind: 'network', fresh: model.weights === null, fitted };
}

/** The shapes of all inputs, whatever they are called. */
export function inputsOf({ input }: NetworkConfig): readonly (readonly number[])[] {
  const named = input.filter((one) => typeof one === 'object');
  return named.length > 0
    ? named.map(({ shape }) => shape)
    : [input.filter((one) => typeof one === 'number')];
}

function refusalOf(config: NetworkConfig, pictures: PictureShape): Refusal | null {
  const picture = [pictures.height, pictures.width, pictures.channels];
  const { name: network, outputs = [] } = config;
  const inputs = inputsOf(config);
  const [expected = []] = inputs;
  if (inputs.length !== 1) {
    const ends = { inputs: inputs.length, outputs: Math.max(1, outputs.length) };
    return { why: 'facts', facts: { code: 'ends', network, ...ends } };
  }
  if (expected.join() !== picture.join())
    return { why: 'facts', facts: { code: 'pictures', network, expected, received: picture } };
  const { problem } = previewNetwork(config, pictures.classNames.length);
  return problem === null ? null : { why: 'problem', problem };
}
