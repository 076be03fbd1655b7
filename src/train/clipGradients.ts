// Gradient clipping as dispatches between backward pass and optimizer: the sums of squares of runs of 64, the length of
// the gradient of each variable, then the clipped gradients, which the optimizer reads in place of the others.

import { Slab } from '../gpu/slab';
import { reserveTensor, rowsOf, tensorInSlab, type Graph } from '../graph/graph';
import { sizeOf, type Tensor } from '../graph/tensor';
import { clipByNorm, clipByValue, gradientNorms, squaredSums } from '../kernels/clipping';
import { DECAY_NUMBERS, RUN_LENGTH, type ParameterLayout } from '../models/parameterLayout';
import type { Clip } from '../optimizers/clipping';
import { addClipping, type Clipping, type UpdatePiece } from './clipping';

interface Variable {
  readonly firstRun: number;
  readonly runs: number;
}

/** Those that are trained; with one length for all, one that spans them. */
function variablesOf({ entries, parameters, size }: ParameterLayout, { by }: Clip): readonly Variable[] {
  const whole = [{ firstRun: 0, runs: size / RUN_LENGTH }];
  if (by === 'globalClipnorm') return whole;
  const variables = entries
    .filter(({ slab, spec }) => slab === parameters && spec.l2 >= 0)
    .map(({ offset, spec }) => ({
      firstRun: offset / RUN_LENGTH,
      runs: Math.ceil(sizeOf(spec.shape) / RUN_LENGTH),
    }));
  return variables.length > 0 ? variables : whole;
}

addClipping((layout, clip): Clipping => {
  const runs = Math.max(1, layout.size / RUN_LENGTH);
  const frozen = new Slab('frozen');
  frozen.reserve(4 * DECAY_NUMBERS * runs);
  // Made where they are written: the memory of a step is computed without them.
  const marks = (): Float32Array<ArrayBuffer> =>
    layout.decay().map((lambda, i) => (i % DECAY_NUMBERS === 0 && lambda < 0 ? -1 : 0));
  const decayOf = ({ first, count }: UpdatePiece): Tensor =>
    tensorInSlab(
      'frozen',
      [count / RUN_LENGTH, DECAY_NUMBERS],
      frozen,
      (first / RUN_LENGTH) * DECAY_NUMBERS * 4,
    );
  if (clip.by === 'clipvalue') {
    return {
      slabs: [frozen],
      write: (device) => device.queue.writeBuffer(frozen.buffer, 0, marks()),
      append: (graph, pieces) => pieces.map((piece) => clipped(graph, piece, clip, decayOf(piece), null)),
    };
  }
  const variables = variablesOf(layout, clip);
  const tables = new Slab('clipping');
  const variableOfRun = reserveTensor('variables', [runs], tables, 'u32');
  const ranges = reserveTensor('ranges', [variables.length, 2], tables, 'u32');
  const sums = reserveTensor('squared sums', [runs], tables);
  const places = new Uint32Array(runs);
  variables.forEach(({ firstRun, runs: count }, i) => places.fill(i, firstRun, firstRun + count));
  const offsetOf = ({ storage }: Tensor): number => (storage.home === 'slab' ? storage.offsetBytes : 0);
  return {
    slabs: [frozen, tables],
    write: ({ queue }) => {
      queue.writeBuffer(frozen.buffer, 0, marks());
      queue.writeBuffer(tables.buffer, offsetOf(variableOfRun), places);
      const pairs = variables.flatMap(({ firstRun, runs: count }) => [firstRun, count]);
      queue.writeBuffer(tables.buffer, offsetOf(ranges), Uint32Array.from(pairs));
    },
    append: (graph, pieces) => {
      for (const { first, count, parameters, gradients, decay } of pieces) {
        const part = rowsOf(sums, first / RUN_LENGTH, count / RUN_LENGTH);
        const tensors = { parameters, gradients, decay, sums: part };
        graph.dispatch(squaredSums, 'optimizer/squared sums', { size: count }, tensors);
      }
      const norms = graph.tensor('optimizer/norms', [variables.length]);
      const sizes = { variables: variables.length, runs };
      graph.dispatch(gradientNorms, 'optimizer/norms', sizes, { sums, ranges, norms });
      return pieces.map((piece) => {
        const part = rowsOf(variableOfRun, piece.first / RUN_LENGTH, piece.count / RUN_LENGTH);
        return clipped(graph, piece, clip, decayOf(piece), { variables: part, norms });
      });
    },
  };
});

function clipped(
  graph: Graph,
  piece: UpdatePiece,
  { limit: clip }: Clip,
  frozen: Tensor,
  lengths: { readonly variables: Tensor; readonly norms: Tensor } | null,
): UpdatePiece {
  const { count: size, parameters, gradients, decay } = piece;
  const result = graph.tensor('optimizer/clipped', [size]);
  const tensors = { parameters, gradients, decay, clipped: result };
  if (lengths === null) graph.dispatch(clipByValue, 'optimizer/clip', { size, clip }, tensors);
  else graph.dispatch(clipByNorm, 'optimizer/clip', { size, clip }, { ...tensors, ...lengths });
  return { ...piece, gradients: result, decay: frozen };
}
