import type { Graph } from '../graph/graph';

/** All that a graph runs, as text: two graphs with the same text do the same work. */
export const workText = ({ dispatches }: Graph): string =>
  JSON.stringify(dispatches.map(({ source, constants, workgroups }) => [source, constants, workgroups]));
