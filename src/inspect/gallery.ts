// The preset networks for the gallery: shapes, parameters, multiply-adds and memory of every layer, and the memory of a
// step. Pure data computed from the networks; no device is used, nothing is allocated.

import { sizeOf } from '../graph/tensor';
import { FAMOUS, type Publication } from '../models/famous';
import { defineNetwork } from '../models/anyNetwork';
import type { Network, NetworkLayer } from '../models/network';
import { preset } from '../models/presets';
import { summaryText } from '../models/summary';
import { otherTasks } from '../gpu/eventLoopYielder';
import { targetOf, type KernelTarget } from '../kernels/target';
import { excessOf, memoryOf, type Excess, type StepMemory } from '../train/memory';
import { TRIAL_FORWARD, TRIAL_STEP } from './trial';

export interface ShownLayer {
  readonly name: string;
  readonly className: string;
  /** Without the batch axis. */
  readonly shape: readonly number[];
  /** Rows × columns of the sliding window; null if there is none. */
  readonly window: readonly [number, number] | null;
  readonly parameters: number;
  readonly multiplyAdds: number;
  /** The size of its result for one picture, in numbers. */
  readonly results: number;
  /** It only passes numbers on, as flattening does, so it is not drawn. */
  readonly passes: boolean;
}

export interface ShownNetwork {
  readonly name: string;
  readonly title: string;
  readonly publication: Publication | null;
  readonly input: readonly number[];
  readonly layers: readonly ShownLayer[];
  /** Layers with parameters. */
  readonly weighted: number;
  readonly parameters: number;
  readonly multiplyAdds: number;
  /** The size of all layers' results for one picture, in numbers. */
  readonly results: number;
}

const made = new Map<string, { readonly network: Network; readonly shown: ShownNetwork }>();

/** @throws Error that lists the networks */
function known(name: string): { readonly network: Network; readonly shown: ShownNetwork } {
  const before = made.get(name);
  if (before !== undefined) return before;
  const network = defineNetwork(preset(name));
  const entry = { network, shown: shownNetwork(network) };
  made.set(name, entry);
  return entry;
}

/** A preset. @throws Error that lists the networks */
export const galleryDefinition = (name: string): Network => known(name).network;

/** A preset for display. @throws Error that lists the networks */
export const galleryNetwork = (name: string): ShownNetwork => known(name).shown;

export const GALLERY: readonly string[] = FAMOUS.map(({ name }) => name);

/** The summary that Keras would print. */
export const gallerySummary = (name: string): string => summaryText(known(name).network);

/** A part of a trial on a device: its memory, and the limit of the device that it exceeds, if any. */
export interface TrialPart {
  readonly memory: StepMemory;
  readonly excess: Excess | null;
}

export interface TrialNeeds {
  readonly forward: TrialPart;
  readonly step: TrialPart;
  /** Bytes of both, which share the weights. */
  readonly together: number;
}

interface Planned {
  readonly forward: StepMemory;
  readonly step: StepMemory;
}

/** By network and by what kernels are planned for: planning a network of twenty layers takes some 20 ms. */
const planned = new Map<string, Promise<Planned>>();

async function plan({ network }: ReturnType<typeof known>, target: KernelTarget): Promise<Planned> {
  await otherTasks();
  const forward = memoryOf(network, { ...TRIAL_FORWARD, target });
  await otherTasks();
  return { forward, step: memoryOf(network, { ...TRIAL_STEP, target }) };
}

/** Nothing is allocated. Each part is planned in a task of its own, once for each kind of device. */
export async function trialNeeds(name: string, device: GPUDevice): Promise<TrialNeeds> {
  const target = targetOf(device);
  const key = JSON.stringify([name, target]);
  let parts = planned.get(key);
  if (parts === undefined) planned.set(key, (parts = plan(known(name), target)));
  const [forward, step] = [(await parts).forward, (await parts).step].map((memory): TrialPart => {
    return { memory, excess: excessOf(memory, { limits: device.limits }) };
  }) as [TrialPart, TrialPart];
  return { forward, step, together: forward.memory.total + step.memory.total - step.memory.parameters };
}

function shownNetwork(network: Network): ShownNetwork {
  const layers = network.layers.map(shownLayer);
  const sum = (pick: (layer: ShownLayer) => number): number =>
    layers.reduce((total, layer) => total + pick(layer), 0);
  const famous = FAMOUS.find(({ name }) => name === network.name);
  return Object.freeze({
    name: network.name,
    title: famous?.title ?? network.name,
    publication: famous?.publication ?? null,
    input: network.inputs[0]?.shape ?? [],
    layers,
    weighted: layers.filter(({ parameters }) => parameters > 0).length,
    parameters: network.parameterCount,
    multiplyAdds: sum(({ multiplyAdds }) => multiplyAdds),
    results: sum(({ results }) => results),
  });
}

function shownLayer(layer: NetworkLayer): ShownLayer {
  const { name, definition, options, inputShapes, outputShape, parameterCount, multiplyAdds } = layer;
  const results = sizeOf(outputShape);
  const reads = inputShapes.reduce((total, shape) => total + sizeOf(shape), 0);
  return Object.freeze({
    name,
    className: definition.className,
    shape: outputShape,
    window: definition.explain.sliding?.(options).size ?? null,
    parameters: parameterCount,
    multiplyAdds,
    results,
    passes: parameterCount === 0 && multiplyAdds === 0 && results === reads,
  });
}
