// A model of a script as layers by name: what each reads, and which lints concern it.

import type { Shape } from '../../../graph/tensor';
import type { Lint } from './lints';
import type { ScriptRecord } from './record';
import { reachedFrom } from './shapes';
import { namesOfUses, ownersOfUses } from './shared';
import { rangeOf, type Range } from './syntax';
import {
  rootOf,
  type GivenArgument,
  type InputNode,
  type MadeLayer,
  type Model,
  type Source,
} from './values';

/** A model's layers in order, by name. */
export interface Drawn {
  readonly name: string;
  readonly layers: readonly MadeLayer[];
  /** What each reads. */
  readonly reads: readonly (readonly string[])[];
  /** Of each the layer whose weights it has: itself, or the first use of the same layer. */
  readonly owners: readonly string[];
  readonly inputs: readonly {
    readonly name: string;
    readonly shape: Shape | null;
    readonly at: Range;
    readonly given: boolean;
  }[];
  readonly outputs: readonly string[];
  readonly arguments: readonly GivenArgument[];
}

/** What can't be read of layers and models that this model does without is no error of it. */
export function elsewhere(
  lints: Lint[],
  model: Model,
  layers: readonly MadeLayer[],
  { layers: all, models }: ScriptRecord,
): void {
  const own = new Set(layers.map(rootOf));
  const lintsOf = (some: readonly { readonly lints: readonly Lint[] }[]): readonly Lint[] =>
    some.flatMap((one) => one.lints);
  const needed = new Set([...lintsOf([...own]), ...model.lints]);
  const others = new Set(lintsOf([...all.filter((layer) => !own.has(rootOf(layer))), ...models]));
  lints.forEach((lint, at) => {
    if (lint.severity === 'error' && others.has(lint) && !needed.has(lint))
      lints[at] = { ...lint, severity: 'warning' };
  });
}

export function draw(model: Model, record: ScriptRecord, say: (lint: Lint) => void): Drawn {
  const name = model.name ?? 'model';
  const drawn = model.type === 'sequential' ? drawSequence(model) : drawGraph(model, record, say);
  const names = new Map<string, MadeLayer | null>(drawn.inputs.map((input) => [input.name, null]));
  for (const layer of drawn.layers) {
    const other = names.get(layer.name);
    // Of one that is used twice, that is said already.
    const isSaid = other !== null && other !== undefined && rootOf(other) === rootOf(layer);
    if (other !== undefined && !isSaid)
      say({ ...rangeOf(layer.call), severity: 'error', problem: { code: 'sameName', name: layer.name } });
    names.set(layer.name, layer);
  }
  return { name, arguments: [], ...drawn };
}

type Connected = Pick<Drawn, 'layers' | 'reads' | 'owners' | 'inputs' | 'outputs'>;

function drawSequence({ layers: taken, inputs }: Model): Connected {
  const [node] = inputs;
  const names = namesOfUses(taken);
  const layers = taken.map((layer) => ({ ...layer, name: names.get(layer) ?? layer.name }));
  const [first] = layers;
  const at = node ? (node.shapeAt ?? node.at) : (first?.input?.at ?? first?.call ?? { from: 0, to: 0 });
  const input = {
    name: node?.name ?? freeName(layers),
    shape: node ? node.shape : (first?.input?.shape ?? null),
    at: rangeOf(at),
    given: node !== undefined || (first?.input ?? null) !== null,
  };
  return {
    layers,
    inputs: [input],
    owners: layers.map(({ name }) => name),
    reads: layers.map((_, at_) => [layers[at_ - 1]?.name ?? input.name]),
    outputs: layers.slice(-1).map(({ name }) => name),
  };
}

function drawGraph(
  model: Model,
  { applied, layers, models, replaced }: ScriptRecord,
  say: (lint: Lint) => void,
): Connected {
  const reached = reachedFrom(model.outputs);
  const ofOthers = reachedFrom(
    models.flatMap(({ outputs, graph }) => [...outputs, ...(graph?.outputs ?? [])]),
  );
  for (const source of reached) {
    if (source.type === 'input' && !model.inputs.includes(source))
      say({ ...rangeOf(model.call), severity: 'error', problem: { code: 'disconnected' } });
  }
  for (const layer of layers) {
    const isMeant = layer.original === null && !replaced.has(layer);
    if (layer.reads === null || ofOthers.has(layer) || !isMeant) continue;
    say({ ...rangeOf(layer.call), severity: 'warning', problem: { code: 'unused', layer: layer.name } });
  }
  const names = new Map<InputNode, string>();
  const within = applied.filter((layer) => reached.has(layer));
  const free = freeName(within);
  model.inputs.forEach((input, at) => names.set(input, input.name ?? (at === 0 ? free : `${free}_${at}`)));
  const uses = namesOfUses(within);
  const nameOf = (source: Source): string =>
    source.type === 'layer' ? (uses.get(source) ?? source.name) : (names.get(source) ?? 'input');
  return {
    layers: within.map((layer) => ({ ...layer, name: nameOf(layer) })),
    inputs: model.inputs.map((input) => ({
      name: nameOf(input),
      shape: input.shape,
      at: rangeOf(input.shapeAt ?? input.at),
      given: true,
    })),
    owners: ownersOfUses(within, nameOf),
    reads: within.map(({ reads }) => (reads ?? []).map(nameOf)),
    outputs: model.outputs.map(nameOf),
  };
}

/** The name of an input that the script gives none: another where a layer is called that. */
const freeName = (layers: readonly MadeLayer[]): string =>
  layers.some(({ name }) => name === 'input') ? 'input_layer' : 'input';
