// What may differ between twins: one thing. Either every pooling layer is of the other kind, or one option of one
// layer has another value. The twin is checked whole by defineNetwork, like any network.

import { withOption } from '../../models/sharing';
import { ArchitectureError, defineNetwork, type Network, type NetworkConfig } from '../../models/network';

export type TwinChange =
  | { readonly kind: 'poolings' }
  | { readonly kind: 'option'; readonly layer: string; readonly option: string; readonly value: unknown };

/** An option that a twin may differ in. */
export interface TwinOption {
  readonly name: string;
  readonly type: 'integer' | 'pair' | 'number' | 'boolean' | 'choice';
  readonly min: number;
  readonly max: number;
  /** Of a choice. */
  readonly values: readonly string[];
  /** What the network has now; a pair that follows another option is written out. */
  readonly value: unknown;
}

export interface TwinLayer {
  readonly name: string;
  readonly className: string;
  readonly options: readonly TwinOption[];
}

/** One difference, in the names of Keras: `{ layer: 'conv1', option: 'strides', first: [1, 1], second: [2, 2] }`. */
export interface TwinDifference {
  readonly layer: string;
  readonly className: string;
  /** null: the kind of the layer, and the values are class names. */
  readonly option: string | null;
  readonly first: unknown;
  readonly second: unknown;
}

const OTHER_POOLING: Readonly<Record<string, string>> = {
  maxPooling2d: 'averagePooling2d',
  averagePooling2d: 'maxPooling2d',
};

/**
 * The network with the change made.
 * @throws ArchitectureError where there is nothing to change, or what comes out cannot be built
 */
export function twinOf(config: NetworkConfig, change: TwinChange): Network {
  const network = defineNetwork(config);
  const whole = network.toJSON();
  if (change.kind === 'poolings') {
    if (!whole.layers.some(({ kind }) => Object.hasOwn(OTHER_POOLING, kind)))
      throw new ArchitectureError(`network '${whole.name}': has no pooling layer to swap`, {
        facts: { code: 'noPooling', network: whole.name },
      });
    return defineNetwork({
      ...whole,
      layers: whole.layers.map((layer) => ({ ...layer, kind: OTHER_POOLING[layer.kind] ?? layer.kind })),
    });
  }
  if (!whole.layers.some(({ name }) => name === change.layer))
    throw new ArchitectureError(`network '${whole.name}': has no layer '${change.layer}'`, {
      facts: { code: 'noLayer', network: whole.name, layer: change.layer },
    });
  const twin = defineNetwork(withOption(whole, change.layer, change.option, change.value));
  const [output, other] = [network, twin].map(({ layers }) => layers.at(-1)?.outputShape ?? []);
  if (String(output) !== String(other)) {
    throw new ArchitectureError(
      `network '${whole.name}': twins must give as many answers, ${String(output)}. Received ${String(other)}`,
      { facts: { code: 'twinAnswers', expected: output ?? [], received: other ?? [] } },
    );
  }
  return twin;
}

const COMPARED = ['integer', 'pair', 'number', 'boolean', 'choice'] as const;

/** Every option of every layer that a twin may differ in. The last layer is left out: it gives the answers. */
export function twinLayers({ layers }: Network): readonly TwinLayer[] {
  return layers
    .slice(0, -1)
    .map(({ name, definition, options }): TwinLayer => ({
      name,
      className: definition.className,
      options: Object.entries(definition.options).flatMap(([option, described]): TwinOption[] => {
        const type = COMPARED.find((one) => one === described.type);
        if (type === undefined) return [];
        return [
          {
            name: option,
            type,
            min: described.min ?? -Infinity,
            max: described.max ?? Infinity,
            values: described.values ?? [],
            value: options[option] ?? (option === 'strides' ? options.poolSize : null),
          },
        ];
      }),
    }))
    .filter(({ options }) => options.length > 0);
}

/** All that differs between two networks of the same layers. */
export function differencesOf(first: Network, second: Network): readonly TwinDifference[] {
  return first.layers.flatMap((a): TwinDifference[] => {
    const b = second.layers.find(({ name }) => name === a.name);
    if (b === undefined) return [];
    const here = { layer: a.name, className: a.definition.className };
    if (a.definition.kind !== b.definition.kind)
      return [{ ...here, option: null, first: a.definition.className, second: b.definition.className }];
    return Object.keys(a.definition.options)
      .filter((option) => JSON.stringify(a.options[option]) !== JSON.stringify(b.options[option]))
      .map((option) => ({ ...here, option, first: a.options[option], second: b.options[option] }));
  });
}
