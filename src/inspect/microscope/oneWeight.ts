// One trained weight or bias: its update by the optimizer, line by line, and the loss around it.

import type { Slab } from '../../gpu/slab';
import { clipOf, type Clip } from '../../optimizers/clipping';
import type { UpdateLine } from '../../optimizers/optimizer';
import { flat, type Index } from './backwardSums';
import { LossAt } from './lossAt';
import type { StepView, Nudge, ParameterName, WeightUpdate } from './microscopeTypes';
import { LOSS } from '../context';
import { inSlab, type StepSandbox } from './stepSandbox';

/** Where a number stands: the place in a parameter of a layer. */
export interface WeightPlace {
  readonly layer: string;
  readonly parameter: ParameterName;
  readonly at: Index;
}

/** A nudge that is large enough to change an f32 loss and small compared with the weight. */
const gentleNudge = (weight: number): number => 1e-2 * Math.max(Math.abs(weight), 0.1);

/** In nudges, from the weight as it is: the losses drawn. The slope is taken from ±1. */
const POINTS = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2] as const;

/** @throws Error where the layer has no such parameter */
export async function weightUpdate(
  sandbox: StepSandbox,
  { layer, parameter, at }: WeightPlace,
): Promise<WeightUpdate> {
  const { held, probe, simulated } = sandbox;
  const entry = sandbox.parameter(layer, parameter);
  const { spec } = entry;
  const one = async (slab: Slab): Promise<number> =>
    (await sandbox.read(inSlab(slab, entry), [at]))[0] ?? NaN;
  const names = [...simulated.slots.keys()];
  const place = entry.offset + flat(at, spec.shape);
  const [clipped, weight, gradient, after, { step, learningRate }, ...slots] = await Promise.all([
    simulated.clippedGradient(place),
    one(held.parameters),
    one(probe.gradients),
    one(simulated.after),
    simulated.when(),
    ...[...simulated.slots.values()].map(({ before }) => one(before)),
  ]);
  const { definition, options } = simulated.optimizer;
  const whole = gradient + 2 * spec.l2 * weight + (spec.l1 ?? 0) * Math.sign(weight);
  const update = definition.explain(options, {
    weight,
    gradient: clipped ?? whole,
    slots: Object.fromEntries(names.map((name, i) => [name, slots[i] ?? 0])),
    learningRate,
    step,
  });
  const lines = clipped === null ? update : [clippingLine(clipOf(options), whole, clipped), ...update];
  return {
    weight,
    gradient,
    l2: spec.l2,
    l1: spec.l1 ?? 0,
    lines: parameter === 'bias' ? lines.map(ofBias) : lines,
    after,
    kernel: await kernelAround(sandbox, layer, at),
  };
}

/** How a gradient was clipped; the length of all of them is in the share. */
function clippingLine(clip: Clip | null, gradient: number, clipped: number): UpdateLine {
  const limit = clip?.limit ?? Infinity;
  return clip?.by === 'clipvalue'
    ? {
        ...{ name: 'g', formula: 'min(max(g, −c), c)', value: clipped },
        numbers: ['min(max(', gradient, ', ', -limit, '), ', limit, ')'],
      }
    : {
        ...{ name: 'g', formula: 'g · min(1, c / ‖g‖)', value: clipped },
        numbers: [gradient, ' · ', gradient === 0 ? 1 : clipped / gradient],
      };
}

/** @param epsilon how far it is nudged; default `gentleNudge`. @throws RangeError */
export async function nudged(
  sandbox: StepSandbox,
  view: StepView,
  { layer, parameter, at }: WeightPlace,
  epsilon?: number,
): Promise<Nudge> {
  const { device, network, tools, trainer } = sandbox.context;
  const entry = sandbox.parameter(layer, parameter);
  const [[weight = NaN], [gradient = NaN]] = await Promise.all([
    sandbox.read(inSlab(sandbox.held.parameters, entry), [at]),
    sandbox.read(inSlab(sandbox.probe.gradients, entry), [at]),
  ]);
  const by = epsilon ?? gentleNudge(weight);
  if (!(by > 0) || !Number.isFinite(by))
    throw new RangeError(`nudge: must be a number above 0. Received ${by}`);
  const losses = await tools.get('loss at', () => LossAt.create(device, network, LOSS, trainer.lossWeights));
  const target = { layer, name: parameter, place: flat(at, entry.spec.shape) };
  // f32 rounds w ± ε, so the slope is taken between the rounded weights.
  const weights = POINTS.map((point) => Math.fround(weight + point * by));
  const found = await losses.losses(sandbox.held, view.picture, view.label, target, weights);
  const points = weights.map((value, i) => ({ weight: value, loss: found[i] ?? NaN }));
  const [below, above] = [points[POINTS.indexOf(-1)], points[POINTS.indexOf(1)]];
  const run = (above?.weight ?? NaN) - (below?.weight ?? NaN);
  const loss = points[POINTS.indexOf(0)]?.loss ?? NaN;
  return {
    weight,
    gradient,
    epsilon: by,
    loss,
    slope: ((above?.loss ?? NaN) - (below?.loss ?? NaN)) / run,
    // Each loss is off by about half a unit of its last place; the logits it comes from by as much.
    resolution: (2 * 2 ** -23 * Math.max(1, Math.abs(loss))) / run,
    points,
  };
}

/** The optimizers write w for whatever they move. */
function ofBias({ name, formula, ...line }: UpdateLine): UpdateLine {
  const letter = (text: string): string => text.replace(/\bw\b/g, 'b');
  return { ...line, name: letter(name), formula: letter(formula) };
}

/** A kernel has rows and columns; the weight of a dense unit stands alone, and so does a bias. */
async function kernelAround(sandbox: StepSandbox, layer: string, at: Index): Promise<WeightUpdate['kernel']> {
  if (at.length === 1) return null;
  const entry = sandbox.parameter(layer, 'weight');
  const { shape } = entry.spec;
  const [rows = 1, columns = 1] = shape.length === 4 ? shape : [1, 1];
  const places = Array.from({ length: rows * columns }, (_, i) =>
    shape.length === 4 ? [Math.floor(i / columns), i % columns, ...at.slice(2)] : at,
  );
  return { values: [...(await sandbox.read(inSlab(sandbox.held.parameters, entry), places))], columns };
}
