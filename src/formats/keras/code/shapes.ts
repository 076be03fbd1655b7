// The shape of a tensor in the middle of a script: `x.shape[-1]`.

import type { Shape } from '../../../graph/tensor';
import { defineNetwork } from '../../../models/network';
import type { ReadingGoal } from './goal';
import type { MadeLayer, Source } from './values';

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

interface Known {
  readonly shape: Shape | null;
  /** It follows from the size that pictures have here, because the script does not say any. */
  readonly isGuess: boolean;
}

export class Shapes {
  readonly #known = new WeakMap<Source, Known>();

  constructor(private readonly goal: ReadingGoal) {}

  /** Without the batch; null where it is not known. */
  of(source: Source): Shape | null {
    const { shape, isGuess } = this.#of(source);
    if (source.type === 'input' && isGuess) return null;
    // Of pictures whose size is not known, those that are here are taken.
    return isGuess && shape?.length !== 1 && shape?.length !== 3 ? null : shape;
  }

  #of(source: Source): Known {
    if (source.type === 'input') {
      const { shape, shapeAt } = source;
      return { shape: shape ?? this.goal.picture, isGuess: shape === null && shapeAt === null };
    }
    const known = this.#known.get(source);
    if (known !== undefined) return known;
    const inputs = (source.reads ?? []).map((one) => this.#of(one));
    const result = { shape: shapeOf(source, inputs), isGuess: inputs.some(({ isGuess }) => isGuess) };
    this.#known.set(source, result);
    return result;
  }
}

function shapeOf({ kind, options }: MadeLayer, inputs: readonly Known[]): Shape | null {
  const input = inputs.flatMap(({ shape }, at) => (shape === null ? [] : [{ name: `input ${at}`, shape }]));
  if (input.length < inputs.length || kind === null) return null;
  try {
    const layer = { name: 'layer', kind, options, inputs: input.map(({ name }) => name) };
    return defineNetwork({ name: 'part', input, layers: [layer] }).layers[0]?.outputShape ?? null;
  } catch {
    return null;
  }
}
