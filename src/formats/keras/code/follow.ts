// A script follows its network: what was changed elsewhere (a slider, a new layer, undo) is changed in the code, by the
// fewest edits, each of which is checked by reading the script again.

import { defineNetwork, type NetworkConfig, type NetworkLayer } from '../../../models/network';
import { editCode, usesOf, type CodeChange, type Refusal } from './edit';
import { same } from './facts';
import { withImports } from './imports';
import { DIGITS, type ReadingGoal } from './goal';
import { readCode, type CodeReading } from './read';
import type { Range } from './syntax';
import { mapRange } from './textEdits';

export type Followed =
  | {
      readonly code: string;
      /** What was written, by places of the new code. */
      readonly ranges: readonly Range[];
      readonly reading: CodeReading;
    }
  | {
      readonly refused: Refusal;
      /** The layer that could not be changed, by its name in the network; '' if there is none. */
      readonly layer: string;
      /** How many layers one argument stands for, where that is why. */
      readonly shared: number;
    };

/** More changes than this are another network: it is written anew. */
const MAX_CHANGES = 60;

/**
 * @param from what the code describes, in its order of layers
 * @param to what it shall describe
 */
export function followNetwork(
  code: string,
  from: NetworkConfig,
  to: NetworkConfig,
  goal: ReadingGoal = DIGITS,
): Followed {
  const target = defineNetwork(to);
  let now = defineNetwork(from).layers.map(({ name }) => name);
  let options = new Map(defineNetwork(from).layers.map((layer) => [layer.name, layer]));
  let text = code;
  let ranges: Range[] = [];
  const no = (refused: Refusal, layer = '', shared = 1): Followed => ({ refused, layer, shared });
  for (let count = 0; count < MAX_CHANGES; count++) {
    const step = nextChange(now, options, target.layers);
    if (step === null) {
      const reading = readCode(text, goal);
      if (!describes(reading, target.layers)) return no('place');
      // Where something is written anyway, what Python lacks is written too.
      return count === 0 ? { code: text, ranges, reading } : withImports({ code: text, ranges }, goal);
    }
    const result = editCode(text, step.change, goal);
    if ('refused' in result) return no(result.refused, step.layer);
    const { change } = step;
    if (change.what === 'option' && result.layers.length > usesOf(result.reading, change.layer).length)
      return no('loop', step.layer, result.layers.length);
    ranges = [...ranges.map((range) => mapRange(range, result.edits)), ...result.ranges];
    text = result.code;
    now = step.names;
    options = step.options;
  }
  return no('place');
}

interface Step {
  readonly change: CodeChange;
  readonly layer: string;
  readonly names: string[];
  readonly options: Map<string, NetworkLayer>;
}

function nextChange(
  names: readonly string[],
  layers: Map<string, NetworkLayer>,
  target: readonly NetworkLayer[],
): Step | null {
  const wanted = new Map(target.map((layer) => [layer.name, layer]));
  const step = (
    change: CodeChange,
    layer: string,
    next: string[],
    set?: Partial<Pick<NetworkLayer, 'options' | 'trainable'>>,
  ): Step => {
    const owner = (wanted.get(layer) ?? layers.get(layer))?.owner;
    // What is written once stands for all layers that share weights.
    const uses = target.filter((one) => one.name === layer || one.owner === owner);
    const changed = uses.map((one) => [one.name, { ...(layers.get(one.name) ?? one), ...set }] as const);
    return {
      ...{ change, layer, names: next },
      options: set === undefined ? layers : new Map([...layers, ...changed]),
    };
  };
  const gone = names.findIndex((name) => wanted.get(name)?.definition !== layers.get(name)?.definition);
  if (gone >= 0) return step({ what: 'remove', layer: gone }, names[gone] ?? '', names.toSpliced(gone, 1));
  const order = target.map(({ name }) => name);
  for (const [at, layer] of target.entries()) {
    const { name } = layer;
    if (!names.includes(name)) {
      const after = names.indexOf(order[at - 1] ?? '');
      const { definition, options, trainable } = layer;
      const config = { name, kind: definition.kind, options, trainable };
      const next = names.toSpliced(after + 1, 0, name);
      return step({ what: 'add', after, layer: config }, name, next, layer);
    }
  }
  const kept = order.filter((name) => names.includes(name));
  const wrong = kept.findIndex((name, at) => names[at] !== name);
  if (wrong >= 0) {
    // The one that stands here may have to go further down, or the one wanted to come up.
    const [here, there] = [names[wrong] ?? '', kept[wrong] ?? ''];
    const goesDown = names[wrong + 1] === there;
    const moving = goesDown ? here : there;
    const rest = names.filter((name) => name !== moving);
    const before = kept[kept.indexOf(moving) - 1];
    const after = before === undefined ? -1 : names.indexOf(before);
    const next = rest.toSpliced(before === undefined ? 0 : rest.indexOf(before) + 1, 0, moving);
    return step({ what: 'move', layer: names.indexOf(moving), after }, moving, next);
  }
  for (const layer of target) {
    const { name, trainable } = layer;
    const known = layers.get(name) ?? layer;
    if (known.trainable === trainable) continue;
    const change = { what: 'trainable', layer: names.indexOf(name), trainable } as const;
    return step(change, name, [...names], { trainable });
  }
  for (const layer of target) {
    const now = layers.get(layer.name)?.options ?? {};
    for (const [option, value] of Object.entries(layer.options)) {
      if (same(now[option], value)) continue;
      const set = { options: { ...now, [option]: value } };
      const change = { what: 'option', layer: names.indexOf(layer.name), option, value } as const;
      return step(change, layer.name, [...names], set);
    }
  }
  return null;
}

/** The same layers in the same order with the same options, reading one another and sharing weights in the same way. */
export function describes(reading: CodeReading, layers: readonly NetworkLayer[]): boolean {
  if (reading.network === null) return false;
  const own = defineNetwork(reading.network).layers;
  const shape = (list: readonly NetworkLayer[]): unknown =>
    list.map(({ definition, options, inputs, trainable, owner }) => ({
      kind: definition.kind,
      options,
      trainable,
      owner: list.findIndex(({ name }) => name === owner),
      reads: inputs.map((input) => list.findIndex(({ name }) => name === input)),
    }));
  return same(shape(own), shape(layers));
}
