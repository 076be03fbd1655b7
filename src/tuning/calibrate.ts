// Chooses a target for an unknown device. A few candidates run the real kernels (autotuner.ts), and the fastest for each shape of
// layers is used for this device at once and stored for the next visit.
//
// It is a short measurement, not a search: the candidates are the estimate for graphics cards with a few numbers
// changed, so that they choose different blocks. The measurement decides only if the difference is clear; on any
// failure the current estimate stays.

import { canShareInQuads } from '../gpu/deviceFacts';
import { provideVariants } from '../kernels/variants';
import { Autotuner, jobOf, WORKLOADS, type Workload } from './autotuner';
import { GPU_CANDIDATES } from './candidates';
import { hashOf, identityOf, recall, type ChoiceMemory } from './choiceMemory';
import { loadWinograd } from './prepareKernels';
import { chooseTarget, hasOwnTarget, targetOf, type KernelTarget, type ShapeClass } from '../kernels/target';

export interface CalibrateOptions {
  readonly memory?: ChoiceMemory;
  /** The candidates, the default first; if given, devices known by name are measured, too. */
  readonly candidates?: readonly KernelTarget[];
  /** What the candidates run. */
  readonly workloads?: readonly Workload[];
  /** If one run of the default takes longer, nothing is measured. */
  readonly patienceMs?: number;
  /** If the timing error is larger (a coarse clock, late answers), nothing is measured. */
  readonly maxMistakenMs?: number;
}

/**
 * Loads the kernels that only graphics cards use. A target with another `convolution` than 'blocks' needs them; `calibrate`
 * loads them where a device may come to use them.
 */
export async function loadVariants(): Promise<void> {
  const { MATRIX_VARIANTS } = await import('../kernels/matrixConvolution');
  provideVariants(MATRIX_VARIANTS);
  await loadWinograd();
}

/** If one run of the default takes longer than this, measuring would delay the start. */
const PATIENCE_MS = 60;
/** With a larger timing error, samples would have to last too long. */
const MAX_MISTAKEN_MS = 20;

/**
 * Sets the target that an earlier visit has measured for this device, if there is one. Cheap where nothing is stored. Never
 * rejects.
 */
export async function recallTarget(device: GPUDevice, memory: ChoiceMemory): Promise<void> {
  if ((await recall(memory, keyOf(device))) === null) return;
  const racing = racingOn(device, GPU_CANDIDATES);
  await loadVariants();
  const remembered = await recallAmong(memory, keyOf(device), digest(racing, WORKLOADS), racing, WORKLOADS);
  if (remembered !== undefined) chooseTarget(device, remembered);
}

/**
 * Measures the device unless it is known or stored; from then on `targetOf` returns the best target. Graphs that were made
 * before keep theirs. Never rejects.
 */
export async function calibrate(
  device: GPUDevice,
  {
    memory,
    candidates,
    workloads = WORKLOADS,
    patienceMs = PATIENCE_MS,
    maxMistakenMs = MAX_MISTAKEN_MS,
  }: CalibrateOptions = {},
): Promise<KernelTarget> {
  if (hasOwnTarget(device) && candidates === undefined) return targetOf(device);
  const racing = racingOn(device, candidates ?? GPU_CANDIDATES);
  await loadVariants();
  const [key, version] = [keyOf(device), digest(racing, workloads)];
  const remembered = await recallAmong(memory, key, version, racing, workloads);
  if (remembered !== undefined) {
    chooseTarget(device, remembered);
    return targetOf(device);
  }
  try {
    const choices = await measure(device, racing, { workloads, patienceMs, maxMistakenMs });
    const [first] = racing;
    if (first !== undefined) chooseTarget(device, targetFrom(choices ?? [], first));
    // An undecided result is not stored: at the next visit the device may be less busy.
    if (choices !== null) await memory?.write(key, noteOf(version, choices));
  } catch {
    // A device loss is reported at the next use; storage that cannot be written counts as absent.
  }
  return targetOf(device);
}

const racingOn = (device: GPUDevice, candidates: readonly KernelTarget[]): readonly KernelTarget[] =>
  candidates.map((target) => Object.freeze({ ...target, quads: canShareInQuads(device) }));

const unshared = (target: KernelTarget): KernelTarget =>
  Object.freeze({ ...target, name: `${target.name}-unshared`, quads: false });

/** What was found for the shape of a workload. */
type Choices = readonly (readonly [shape: ShapeClass, target: KernelTarget])[];

/** One target for layers of all shapes: the one that was chosen for all, or the default with another for some shapes. */
function targetFrom(choices: Choices, fallback: KernelTarget): KernelTarget {
  const [first] = choices;
  if (first === undefined || choices.every(([, { name }]) => name === first[1].name))
    return first?.[1] ?? fallback;
  const byShape = choices.filter(([, target]) => target.name !== fallback.name);
  const name = choices.map(([shape, target]) => `${shape}: ${target.name}`).join(', ');
  return Object.freeze({ ...fallback, name, byShape: Object.freeze(Object.fromEntries(byShape)) });
}

/** Sizes first; then, if quads can share loads, whether to do so. Null if nothing could be measured. */
async function measure(
  device: GPUDevice,
  racing: readonly KernelTarget[],
  { workloads, patienceMs, maxMistakenMs }: Required<Omit<CalibrateOptions, 'memory' | 'candidates'>>,
): Promise<Choices | null> {
  const [first, ...others] = racing;
  if (first === undefined) throw new Error('calibrate: needs a candidate');
  const autotuner = new Autotuner(device, workloads);
  try {
    const ms = await autotuner.open(first, maxMistakenMs);
    if (ms === null || ms > patienceMs) return null;
    const sized = await autotuner.race(() => [first, ...others]);
    const best = await autotuner.race((workload) => {
      const target = sized.get(workload) ?? first;
      return target.quads ? [target, unshared(target)] : [target];
    });
    return [...best].map(([{ shape }, target]) => [shape, target]);
  } finally {
    autotuner.destroy();
  }
}

// The stored value: a version, then a name for each workload. The version covers everything that is timed, shaders included, so
// a choice among other candidates is ignored.

const keyOf = (device: GPUDevice): string => `convscope.target.${identityOf(device)}`;

const noteOf = (version: string, choices: Choices): string =>
  [version, ...choices.map(([, { name }]) => name)].join(' ');

async function recallAmong(
  memory: ChoiceMemory | undefined,
  key: string,
  version: string,
  racing: readonly KernelTarget[],
  workloads: readonly Workload[],
): Promise<KernelTarget | undefined> {
  const [noted, ...names] = ((await recall(memory, key)) ?? '').split(' ');
  if (noted !== version || names.length !== workloads.length) return undefined;
  const known = [...racing, ...racing.map(unshared)];
  const choices = workloads.flatMap(({ shape }, i) => {
    const target = known.find(({ name }) => name === names[i]);
    return target === undefined ? [] : [[shape, target] as const];
  });
  const [first] = racing;
  return first === undefined || choices.length < workloads.length ? undefined : targetFrom(choices, first);
}

/** The hash of all code that the candidates run. */
function digest(racing: readonly KernelTarget[], workloads: readonly Workload[]): string {
  const texts = racing.flatMap((target) => workloads.map((one) => target.name + jobOf(target, one).key));
  return hashOf(texts.join(''));
}
