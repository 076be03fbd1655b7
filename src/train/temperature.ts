// Temperature scaling: probabilities that mean what they say, without another answer.
//
// All logits are divided by one number T, so that the order of the classes stays. T is fitted on pictures that the network
// has not learned from, by minimising the cross-entropy; it is then folded into the last dense layer, whose weights and
// bias are divided by it. So the network stays a plain one, in every format.
//
// Of n pictures that are all answered rightly, the cross-entropy is smallest at T → 0: certainty. A few pictures do not
// justify it, so the target of a picture's class is (n + 1) / (n + 2), and the others share the rest (the rule of
// succession, as Platt uses it).
// Sources: Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", 2017, arXiv:1706.04599, §4.2; Platt,
// "Probabilistic Outputs for Support Vector Machines", 1999, §2.2 (targets from a few samples).

import type { Network, NetworkLayer } from '../models/network';

/** The search goes from 2⁻⁷ to 2⁷. */
const MAX_LOG = 7;
/** Halvings of that range: more than f64 resolves. */
const HALVINGS = 60;
/** A softmax in f32 may give 0, whose logarithm is -∞. */
const SMALLEST = 1e-37;

/**
 * @param labels the class of each picture
 * @param probabilities [pictures × classes], row by row, of a softmax
 * @returns T > 0; 1 without pictures
 */
export function fitTemperature(labels: ArrayLike<number>, probabilities: Float32Array): number {
  const n = labels.length;
  const classes = probabilities.length / n;
  if (n === 0 || classes < 2) return 1;
  // Up to a number per row these are the logits.
  const logits = logarithms(probabilities);
  const [own, other] = [(n + 1) / (n + 2), 1 / (n + 2) / (classes - 1)];
  // The cross-entropy is convex in β = 1 / T. Its slope: the mean of Σ (softmax(β·z) − target) · z.
  const slope = (beta: number): number => {
    let sum = 0;
    for (let row = 0; row < n; row++) {
      const z = logits.subarray(row * classes, (row + 1) * classes);
      const p = softmax(z, beta);
      for (let k = 0; k < classes; k++)
        sum += ((p[k] ?? 0) - (k === labels[row] ? own : other)) * (z[k] ?? 0);
    }
    return sum / n;
  };
  let [low, high] = [-MAX_LOG, MAX_LOG];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (slope(2 ** middle) < 0) low = middle;
    else high = middle;
  }
  return 2 ** (-(low + high) / 2);
}

/**
 * As above, for a network that was trained whole: it may become less sure, and no surer. The pictures at hand have often chosen its
 * weights, or are of the same places as those it learned from, and flatter it; elsewhere it would be too sure (docs/fruit.md). A
 * head on frozen features, which learns from mixed pictures, is less sure than it may be.
 * @returns T ≥ 1
 */
export const fitSoftening = (labels: ArrayLike<number>, probabilities: Float32Array): number =>
  Math.max(1, fitTemperature(labels, probabilities));

/** What the network gives at this temperature. @param probabilities [pictures × classes], row by row, of a softmax */
export function atTemperature(
  probabilities: Float32Array,
  classes: number,
  temperature: number,
): Float32Array {
  const logits = logarithms(probabilities);
  const scaled = new Float32Array(probabilities.length);
  for (let at = 0; at < logits.length; at += classes)
    scaled.set(softmax(logits.subarray(at, at + classes), 1 / temperature), at);
  return scaled;
}

/** The dense layer whose results become probabilities by softmax; null where the network ends otherwise. */
function answerLayer({ layers, outputs }: Network): string | null {
  const named = (name: string | undefined): NetworkLayer | undefined =>
    layers.find((layer) => layer.name === name);
  const activation = (layer: NetworkLayer): unknown => (layer.options as { activation?: unknown }).activation;
  const last = named(outputs[0]);
  // Weights that another layer uses as well are not those of the answer alone.
  const isAlone = ({ owner }: NetworkLayer): boolean =>
    layers.filter((layer) => layer.owner === owner).length === 1;
  if (last === undefined || !isAlone(last)) return null;
  if (last.definition.kind === 'dense') return activation(last) === 'softmax' ? last.name : null;
  if (last.definition.kind !== 'softmax' && activation(last) !== 'softmax') return null;
  const before = named(last.inputs[0]);
  return before?.definition.kind === 'dense' && activation(before) === 'linear' && isAlone(before)
    ? before.name
    : null;
}

/**
 * The weights of the layer that gives the answer, divided by the temperature.
 * @param weights by `layer/parameter`; of other layers they are returned as they are
 * @returns null where the network does not end in a dense layer and softmax, so that nothing can be folded
 */
export function foldTemperature(
  network: Network,
  weights: ReadonlyMap<string, Float32Array>,
  temperature: number,
): ReadonlyMap<string, Float32Array> | null {
  const layer = answerLayer(network);
  if (layer === null) return null;
  const own = new Set([`${layer}/weight`, `${layer}/bias`]);
  return new Map(
    [...weights].map(([name, values]) => [
      name,
      own.has(name) ? values.map((value) => value / temperature) : values,
    ]),
  );
}

const logarithms = (probabilities: Float32Array): Float64Array =>
  Float64Array.from(probabilities, (p) => Math.log(Math.max(p, SMALLEST)));

function softmax(logits: Float64Array, beta: number): Float64Array {
  const most = Math.max(...logits);
  const powers = logits.map((z) => Math.exp(beta * (z - most)));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
