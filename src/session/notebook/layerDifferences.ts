// How the layers of two networks differ. Layers are matched by name, in order; in a gap between matched layers by kind,
// since a network that was typed as code may have given a layer another name.

import type { LayerConfig, NetworkConfig } from '../../models/network';
import { optionsIn } from '../../models/sharing';
import { describeKind } from '../editing/catalogue';

export type LayerDifference =
  | { readonly kind: 'added' | 'removed' | 'moved'; readonly layer: string; readonly layerKind: string }
  /** A layer of another kind stands in its place. */
  | { readonly kind: 'replaced'; readonly layer: string; readonly from: string; readonly to: string }
  /** `option` in Keras's spelling. */
  | {
      readonly kind: 'option';
      readonly layer: string;
      readonly option: string;
      readonly from: unknown;
      readonly to: unknown;
    }
  /** It reads other layers, by their names. */
  | { readonly kind: 'reads'; readonly layer: string; readonly from: string; readonly to: string };

interface Layer {
  readonly name: string;
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly inputs: readonly string[];
  readonly trainable: boolean;
  /** The layer whose weights it has. */
  readonly owner: string;
}

type Pair = readonly [a: Layer, b: Layer];

/** @param a, b with names and inputs of all layers, as `Network.toJSON` gives them */
export function layerDifferences(a: NetworkConfig, b: NetworkConfig): readonly LayerDifference[] {
  const [before, after] = [layersOf(a), layersOf(b)];
  const common = longestCommon(before, after, (one, other) => one.name === other.name);
  const inOrder = new Set(common.map(([one]) => one.name));
  const both = new Set(
    before.map(({ name }) => name).filter((name) => after.some((one) => one.name === name)),
  );
  const moved = after.filter(({ name }) => both.has(name) && !inOrder.has(name));
  const movedPairs = moved.flatMap((to): Pair[] => {
    const from = before.find(({ name }) => name === to.name);
    return from ? [[from, to]] : [];
  });
  const gaps = gapsBetween(common, before, after, new Set(moved.map(({ name }) => name)));
  const renamed = gaps.flatMap(({ removed, added }) =>
    longestCommon(removed, added, (one, other) => one.kind === other.kind),
  );
  const matched = new Set(renamed.flat());
  const others = gaps.map(({ removed, added }) => ({
    removed: removed.filter((layer) => !matched.has(layer)),
    added: added.filter((layer) => !matched.has(layer)),
  }));
  const replaced = others.flatMap(({ removed, added }) =>
    removed.flatMap((from, at): Pair[] => {
      const to = added[at];
      return to ? [[from, to]] : [];
    }),
  );
  const [still, otherKind] = [
    [...common, ...renamed].filter(([from, to]) => from.kind === to.kind),
    common.filter(([from, to]) => from.kind !== to.kind),
  ];
  const inPlace = [...replaced, ...otherKind];
  const found: readonly { readonly layer: Layer; readonly difference: LayerDifference }[] = [
    ...moved.map((layer) => ({ layer, difference: named('moved', layer) })),
    ...[...still, ...movedPairs].flatMap(([from, to]) =>
      optionDifferences(from, to).map((difference) => ({ layer: to, difference })),
    ),
    ...inPlace.map(([from, to]) => ({
      layer: to,
      difference: { kind: 'replaced', layer: from.name, from: from.kind, to: to.kind } as const,
    })),
    ...others.flatMap(({ removed, added }) =>
      added.slice(removed.length).map((layer) => ({ layer, difference: named('added', layer) })),
    ),
    ...readDifferences(still, inPlace, before, after),
  ];
  const place = new Map(after.map((layer, at) => [layer, at]));
  const gone = others.flatMap(({ removed, added }) =>
    removed.slice(added.length).map((layer) => named('removed', layer)),
  );
  return [
    ...gone,
    ...found
      .toSorted((one, other) => (place.get(one.layer) ?? 0) - (place.get(other.layer) ?? 0))
      .map(({ difference }) => difference),
  ];
}

const named = (
  kind: 'added' | 'removed' | 'moved',
  { name: layer, kind: layerKind }: Layer,
): LayerDifference => ({
  kind,
  layer,
  layerKind,
});

function layersOf(config: NetworkConfig): readonly Layer[] {
  return config.layers.map(({ name = '', kind, inputs = [], trainable = true, sharesWith }: LayerConfig) => ({
    ...{ name, kind, inputs, owner: sharesWith ?? name },
    options: optionsIn(config, name),
    trainable,
  }));
}

/** The longest list of pairs that `alike` joins, in the order of both. */
function longestCommon(
  a: readonly Layer[],
  b: readonly Layer[],
  alike: (a: Layer, b: Layer) => boolean,
): readonly Pair[] {
  // length[i][j]: of the lists from i and from j on.
  const length = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const of = (i: number, j: number): number => length[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const [one, other] = [a[i], b[j]];
      const joined = one && other && alike(one, other) ? 1 + of(i + 1, j + 1) : 0;
      const row = length[i];
      if (row) row[j] = Math.max(joined, of(i + 1, j), of(i, j + 1));
    }
  const pairs: Pair[] = [];
  for (let [i, j] = [0, 0]; i < a.length && j < b.length;) {
    const [one, other] = [a[i], b[j]];
    if (one && other && alike(one, other) && of(i, j) === 1 + of(i + 1, j + 1)) {
      pairs.push([one, other]);
      [i, j] = [i + 1, j + 1];
    } else if (of(i + 1, j) >= of(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

/** What is not matched, between two neighbouring matches. */
function gapsBetween(
  common: readonly Pair[],
  before: readonly Layer[],
  after: readonly Layer[],
  moved: ReadonlySet<string>,
): readonly { readonly removed: readonly Layer[]; readonly added: readonly Layer[] }[] {
  const ends = [...common, [null, null] as const];
  let [i, j] = [0, 0];
  return ends.map(([one, other]) => {
    const [end, endAfter] = [
      one ? before.indexOf(one) : before.length,
      other ? after.indexOf(other) : after.length,
    ];
    const without = (layers: readonly Layer[]): readonly Layer[] =>
      layers.filter(({ name }) => !moved.has(name));
    const gap = { removed: without(before.slice(i, end)), added: without(after.slice(j, endAfter)) };
    [i, j] = [end + 1, endAfter + 1];
    return gap;
  });
}

function optionDifferences(a: Layer, b: Layer): readonly LayerDifference[] {
  const option = (name: string, from: unknown, to: unknown): readonly LayerDifference[] =>
    JSON.stringify(from) === JSON.stringify(to)
      ? []
      : [{ kind: 'option', layer: b.name, option: name, from, to }];
  const sharesWith = ({ name, owner }: Layer): string | null => (name === owner ? null : owner);
  const weights = option('weights', sharesWith(a), sharesWith(b));
  // Options are said of the layer that has the weights.
  if (sharesWith(a) !== null && sharesWith(b) !== null) return weights;
  return [
    ...weights,
    ...describeKind(b.kind).options.flatMap(({ name, keras, default: fallback }) =>
      option(keras, a.options[name] ?? fallback, b.options[name] ?? fallback),
    ),
    ...option('trainable', a.trainable, b.trainable),
  ];
}

/** Layers that both networks have and that read others of them: what an added layer stands before is no change of its own. */
function readDifferences(
  still: readonly Pair[],
  replaced: readonly Pair[],
  before: readonly Layer[],
  after: readonly Layer[],
): readonly { readonly layer: Layer; readonly difference: LayerDifference }[] {
  const known = [...still, ...replaced];
  const names = new Map(known.map(([a, b]) => [b.name, a.name]));
  const sources = (layers: readonly Layer[], kept: ReadonlySet<string>): ((name: string) => string) => {
    const byName = new Map(layers.map((layer) => [layer.name, layer]));
    const source = (name: string): string => {
      const first = byName.get(name)?.inputs[0];
      return kept.has(name) || first === undefined ? name : source(first);
    };
    return source;
  };
  const sourceBefore = sources(before, new Set(names.values()));
  const sourceAfter = sources(after, new Set(names.keys()));
  return still.flatMap(([a, b]) => {
    const from = a.inputs.map(sourceBefore);
    const to = b.inputs.map((name) => {
      const source = sourceAfter(name);
      return names.get(source) ?? source;
    });
    return from.join() === to.join()
      ? []
      : [
          {
            layer: b,
            difference: {
              kind: 'reads',
              layer: b.name,
              from: a.inputs.join(', '),
              to: b.inputs.join(', '),
            } as const,
          },
        ];
  });
}
