// Chooses a target for an unknown device. A few candidates run the real kernels (autotuner.ts), and the fastest is used
// for this device at once and stored for the next visit.
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
import { chooseTarget, hasOwnTarget, targetOf, type KernelTarget } from '../kernels/target';

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
  const remembered = await recallAmong(memory, keyOf(device), digest(racing, WORKLOADS), racing);
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
  const remembered = await recallAmong(memory, key, version, racing);
  if (remembered !== undefined) {
    chooseTarget(device, remembered);
    return targetOf(device);
  }
  try {
    const { target, measured } = await measure(device, racing, { workloads, patienceMs, maxMistakenMs });
    chooseTarget(device, target);
    // An undecided result is not stored: at the next visit the device may be less busy.
    if (measured) await memory?.write(key, noteOf(version, target));
  } catch {
    // A device loss is reported at the next use; storage that cannot be written counts as absent.
  }
  return targetOf(device);
}

const racingOn = (device: GPUDevice, candidates: readonly KernelTarget[]): readonly KernelTarget[] =>
  candidates.map((target) => Object.freeze({ ...target, quads: canShareInQuads(device) }));

const unshared = (target: KernelTarget): KernelTarget =>
  Object.freeze({ ...target, name: `${target.name}-unshared`, quads: false });

/** Sizes first; then, if quads can share loads, whether to do so. Returns the default if nothing could be measured. */
async function measure(
  device: GPUDevice,
  racing: readonly KernelTarget[],
  { workloads, patienceMs, maxMistakenMs }: Required<Omit<CalibrateOptions, 'memory' | 'candidates'>>,
): Promise<{ readonly target: KernelTarget; readonly measured: boolean }> {
  const [first, ...others] = racing;
  if (first === undefined) throw new Error('calibrate: needs a candidate');
  const autotuner = new Autotuner(device, workloads);
  try {
    const ms = await autotuner.open(first, maxMistakenMs);
    if (ms === null || ms > patienceMs) return { target: first, measured: false };
    const best = await autotuner.race([first, ...others]);
    const target = best.quads ? await autotuner.race([best, unshared(best)]) : best;
    return { target, measured: true };
  } finally {
    autotuner.destroy();
  }
}

// The stored value: a version and a name. The version covers everything that is timed, shaders included, so a choice
// among other candidates is ignored.

const keyOf = (device: GPUDevice): string => `convscope.target.${identityOf(device)}`;

const noteOf = (version: string, { name }: KernelTarget): string => `${version} ${name}`;

async function recallAmong(
  memory: ChoiceMemory | undefined,
  key: string,
  version: string,
  racing: readonly KernelTarget[],
): Promise<KernelTarget | undefined> {
  const note = await recall(memory, key);
  return [...racing, ...racing.map(unshared)].find((target) => noteOf(version, target) === note);
}

/** The hash of all code that the candidates run. */
function digest(racing: readonly KernelTarget[], workloads: readonly Workload[]): string {
  const texts = racing.flatMap((target) => workloads.map((one) => target.name + jobOf(target, one).key));
  return hashOf(texts.join(''));
}
