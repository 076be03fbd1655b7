// The order in which Keras lists the layers of a graph, of which each may be called several times.
//
// Calls are ordered by their depth, the longest way to an output, deepest first; among equals as a walk from the outputs back
// to the inputs meets their layers. A layer stands where its deepest call does.
// Source: keras-team/keras, ops/function.py (map_graph)

/**
 * The calls that outputs depend on, in Keras's order of layers.
 * @param readsOf the calls that a call reads
 * @param layerOf the layer that is called
 */
export function callsInOrder<Call>(
  outputs: readonly Call[],
  readsOf: (call: Call) => readonly Call[],
  layerOf: (call: Call) => unknown,
): readonly Call[] {
  /** Calls and layers, by when they were met. */
  const met = new Map<unknown, number>();
  const done: Call[] = [];
  const visit = (call: Call): void => {
    if (met.has(call)) return;
    const layer = layerOf(call);
    if (!met.has(layer)) met.set(layer, met.size);
    met.set(call, met.size);
    readsOf(call).forEach(visit);
    done.push(call);
  };
  outputs.forEach(visit);
  const depths = new Map<unknown, number>();
  const of = (map: ReadonlyMap<unknown, number>, key: unknown): number => map.get(key) ?? 0;
  for (const call of done.reverse()) {
    const layer = layerOf(call);
    const depth = Math.max(of(depths, call), of(depths, layer));
    depths.set(layer, depth).set(call, depth);
    for (const read of readsOf(call)) depths.set(read, Math.max(depth + 1, of(depths, read)));
  }
  return done.sort(
    (a, b) =>
      of(depths, b) - of(depths, a) || of(met, layerOf(a)) - of(met, layerOf(b)) || of(met, a) - of(met, b),
  );
}

/** Which call of which layer each one is, as Keras numbers them: `dense`, 1. */
export function callNumbers(
  calls: readonly { readonly name: string; readonly owner: string }[],
): ReadonlyMap<string, { readonly layer: string; readonly call: number }> {
  const counts = new Map<string, number>();
  return new Map(
    calls.map(({ name, owner }) => {
      const call = counts.get(owner) ?? 0;
      counts.set(owner, call + 1);
      return [name, { layer: owner, call }];
    }),
  );
}
