// The shape of a tensor in the middle of a script: `x.shape[-1]`.

import type { Shape } from '../../../graph/tensor';
import { defineNetwork } from '../../../models/network';
import type { ReadingGoal } from './goal';
import type { InputNode, MadeLayer, Source } from './values';

/** What a model's outputs depend on. */
export function reachedFrom(outputs: readonly Source[]): ReadonlySet<Source> {
  const reached = new Set<Source>();
  const waiting: Source[] = [...outputs];
  for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
    if (reached.has(source)) continue;
    reached.add(source);
    if (source.type === 'layer') waiting.push(...(source.reads ?? []));
  }
  return reached;
}

export class Shapes {
  readonly #known = new WeakMap<Source, Shape | null>();

  constructor(private readonly goal: ReadingGoal) {}

  /** Without the batch; null where it is not known. @param applied layers in the order in which they are applied */
  of(source: Source, applied: readonly MadeLayer[]): Shape | null {
    if (source.type === 'input') return source.shape;
    const known = this.#known.get(source);
    if (known !== undefined) return known;
    const reached = reachedFrom([source]);
    const names = new Map([...reached].map((one, at) => [one, String(at)]));
    const nameOf = (one: Source): string => names.get(one) ?? '';
    const inputs = [...reached].filter((one): one is InputNode => one.type === 'input');
    const isKnown = inputs.every(({ shape }) => shape !== null);
    let shape: Shape | null;
    try {
      const network = defineNetwork({
        name: 'part',
        input: inputs.map((one) => ({ name: nameOf(one), shape: one.shape ?? this.goal.picture })),
        layers: applied
          .filter((one) => reached.has(one))
          .map((one) => ({
            name: nameOf(one),
            kind: one.kind ?? '',
            options: one.options,
            inputs: (one.reads ?? []).map(nameOf),
          })),
        outputs: [nameOf(source)],
      });
      shape = network.layers.find(({ name }) => name === nameOf(source))?.outputShape ?? null;
    } catch {
      shape = null;
    }
    // Of pictures whose size is not known, those that are here are taken.
    if (!isKnown && shape?.length !== 1 && shape?.length !== 3) shape = null;
    this.#known.set(source, shape);
    return shape;
  }
}
