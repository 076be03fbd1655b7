// In which order Keras lists the layers of a model, and how a weights file of Keras 3 numbers them.
//
// Keras orders the layers of a graph by their depth, the longest way to an output, deepest first; among equals as a
// walk from the outputs back to the inputs meets them. A chain stays as it is. A `.weights.h5` file does not name
// layers: it numbers those of one class in that order, conv2d, conv2d_1, ….
// Source: keras-team/keras, ops/function.py (map_graph), saving/saving_lib.py (_save_container_state)

interface Connected {
  readonly name: string;
  /** Names of what it reads. */
  readonly inputs: readonly string[];
}

/** Those that the outputs depend on. @param network its layers in an order in which every one comes after what it reads */
export function inKerasOrder<Layer extends Connected>(network: {
  readonly layers: readonly Layer[];
  readonly outputs: readonly string[];
}): readonly Layer[] {
  const layers = new Map(network.layers.map((layer) => [layer.name, layer]));
  // Layers come after what they read, so depths can be found from the last to the first.
  const depths = new Map<string, number>(network.outputs.map((name) => [name, 0]));
  for (const { name, inputs } of [...network.layers].reverse()) {
    const depth = depths.get(name);
    if (depth === undefined) continue;
    for (const input of inputs) depths.set(input, Math.max(depth + 1, depths.get(input) ?? 0));
  }
  const met = new Map<string, number>();
  for (const output of network.outputs) {
    // A walk without recursion: networks may be thousands of layers deep.
    const ahead = [output];
    for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
      if (met.has(name)) continue;
      met.set(name, met.size);
      ahead.push(...[...(layers.get(name)?.inputs ?? [])].reverse());
    }
  }
  return network.layers
    .filter(({ name }) => met.has(name))
    .sort(
      (a, b) =>
        (depths.get(b.name) ?? 0) - (depths.get(a.name) ?? 0) ||
        (met.get(a.name) ?? 0) - (met.get(b.name) ?? 0),
    );
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
