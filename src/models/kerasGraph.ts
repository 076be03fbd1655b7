// The order in which Keras lists the layers of a graph, of which each may be called several times.
//
// Keras orders layers by their depth, the longest way to an output, deepest first; among equals as a walk from the outputs
// back to the inputs meets them. A layer that is called at several places has the depth of its deepest call so far.
// Source: keras-team/keras, ops/function.py (map_graph)

/** One call of a layer. */
interface Call {
  readonly name: string;
  /** Names of the calls that it reads. */
  readonly inputs: readonly string[];
  /** The layer that is called: its first call. */
  readonly owner: string;
}

/**
 * @param calls each after those that it reads; names that it reads and that are no calls are passed over
 * @returns of each layer, in Keras's order, the calls that an output depends on, in the given order
 */
export function kerasLayers<One extends Call>(
  calls: readonly One[],
  outputs: readonly string[],
): readonly (readonly One[])[] {
  const byName = new Map(calls.map((call) => [call.name, call]));
  const { met, finished } = walk(byName, outputs);
  const depths = new Map<string, number>();
  const layerDepths = new Map<string, number>();
  for (const { name, inputs, owner } of finished.toReversed()) {
    const depth = Math.max(depths.get(name) ?? 0, layerDepths.get(owner) ?? 0);
    layerDepths.set(owner, depth);
    depths.set(name, depth);
    for (const input of inputs)
      if (byName.has(input)) depths.set(input, Math.max(depth + 1, depths.get(input) ?? 0));
  }
  const owners = [...met.keys()].toSorted(
    (a, b) => (layerDepths.get(b) ?? 0) - (layerDepths.get(a) ?? 0) || (met.get(a) ?? 0) - (met.get(b) ?? 0),
  );
  const grouped = new Map<string, One[]>(owners.map((owner) => [owner, []]));
  for (const call of calls) if (depths.has(call.name)) grouped.get(call.owner)?.push(call);
  return [...grouped.values()];
}

/** From the outputs back, in depth. Without recursion: networks may be thousands of layers deep. */
function walk<One extends Call>(
  byName: ReadonlyMap<string, One>,
  outputs: readonly string[],
): { readonly met: ReadonlyMap<string, number>; readonly finished: readonly One[] } {
  const met = new Map<string, number>();
  const seen = new Set<string>();
  const finished: One[] = [];
  const stack = outputs.toReversed().map((name) => ({ name, isDone: false }));
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const call = byName.get(top.name);
    if (call === undefined) continue;
    if (top.isDone) {
      finished.push(call);
      continue;
    }
    if (seen.has(call.name)) continue;
    seen.add(call.name);
    if (!met.has(call.owner)) met.set(call.owner, met.size);
    stack.push({ name: call.name, isDone: true });
    for (const name of call.inputs.toReversed()) stack.push({ name, isDone: false });
  }
  return { met, finished };
}

/** Which call of which layer each one is, as Keras numbers them: `dense`, 1. */
export function callNumbers(
  calls: readonly Pick<Call, 'name' | 'owner'>[],
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
