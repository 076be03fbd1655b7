// In which order Keras lists the layers of a model, and how a weights file of Keras 3 numbers them.
//
// The order is that of models/kerasGraph.ts; a chain stays as it is. A `.weights.h5` file does not name layers: it numbers
// those of one class in that order, conv2d, conv2d_1, ….
// Source: keras-team/keras, saving/saving_lib.py (_save_container_state)

import { callsInOrder } from '../../models/kerasGraph';

interface Connected {
  readonly name: string;
  /** Names of what it reads. */
  readonly inputs: readonly string[];
  /** The layer whose weights it uses; absent: its own. */
  readonly owner?: string;
}

/**
 * Those that the outputs depend on; of layers that share weights the one that has them.
 * @param network its layers in an order in which every one comes after what it reads
 */
export function inKerasOrder<Layer extends Connected>(network: {
  readonly layers: readonly Layer[];
  readonly outputs: readonly string[];
}): readonly Layer[] {
  const layers = new Map(network.layers.map((layer) => [layer.name, layer]));
  const named = (names: readonly string[]): readonly Layer[] =>
    names.flatMap((name) => layers.get(name) ?? []);
  const ownerOf = ({ name, owner = name }: Layer): string => owner;
  const calls = callsInOrder(named(network.outputs), ({ inputs }) => named(inputs), ownerOf);
  return named([...new Set(calls.map(ownerOf))]);
}

/** The groups of layers of these classes, in order: `conv2d`, `conv2d_1`, `dense`. */
export function slotsOf(classNames: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  return classNames.map((className) => {
    const kind = kerasSnakeCase(className);
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    return count === 0 ? kind : `${kind}_${count}`;
  });
}

/** As Keras makes a name of a class: `MaxPooling2D` → `max_pooling2d`, `ReLU` → `re_lu`. */
export function kerasSnakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
