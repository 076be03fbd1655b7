// A batch from a data set, as part of a graph.

import type { Graph } from '../graph/graph';
import { sizeOf, type Tensor } from '../graph/tensor';
import { gather } from '../kernels/gather';
import type { DevicePair } from './deviceDataset';

/**
 * Appends the dispatches that fill a batch: one for each shard of the data, which writes the rows that lie in it.
 * @param x [rows, …features] and t [rows, …target] are written; one that there is not stays as it is
 */
export function appendGather(
  graph: Graph,
  label: string,
  data: DevicePair,
  { trainingState, x, t }: Readonly<Record<'trainingState' | 'x' | 't', Tensor>>,
): void {
  const { shards, targets, scale, offset } = data;
  shards.forEach(({ features, first, count }, index) => {
    const alone = shards.length === 1;
    graph.dispatch(
      gather,
      alone ? label : `${label} ${index + 1}`,
      {
        batch: x.shape[0] ?? 1,
        featureLength: sizeOf(data.featureShape),
        targetLength: sizeOf(data.targetShape),
        features: data.featureType,
        ...{ scale, offset },
        ...(alone ? {} : { part: { first, count } }),
      },
      { features, targets, trainingState, x, t },
    );
  });
}
