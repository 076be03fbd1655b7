// Chooses a target for an unknown device. A few candidates run the real kernels (autotuner.ts), and the fastest is used
// for this device at once and stored for the next visit.
//
// It is a short measurement, not a search: the candidates are the estimate for graphics cards with a few numbers
// changed, so that they choose different blocks. The measurement decides only if the difference is clear; on any
// failure the current estimate stays.

import { adapterFactsOf, canShareInQuads } from '../gpu/deviceFacts';
import { Autotuner, jobsOf } from './autotuner';
import {
  chooseTarget,
  GPU_TARGET,
  hasOwnTarget,
  targetOf,
  type KernelTarget,
  type RegisterBudget,
} from '../kernels/target';

/** Where choices are stored. It may lose them, or fail: then a device is measured again. */
export interface ChoiceMemory {
  read(key: string): string | null | Promise<string | null>;
  write(key: string, value: string): void | Promise<void>;
}

export interface CalibrateOptions {
  readonly memory?: ChoiceMemory;
  /** The candidates, the default first; if given, devices known by name are measured, too. */
  readonly candidates?: readonly KernelTarget[];
  /** If one run of the default takes longer, nothing is measured. */
  readonly patienceMs?: number;
  /** If the timing error is larger (a coarse clock, late answers), nothing is measured. */
  readonly maxMistakenMs?: number;
}

const bothOf = (budget: RegisterBudget): Pick<KernelTarget, 'correlation' | 'weightGradient'> => ({
  correlation: budget,
  weightGradient: budget,
});
const FEW_REGISTERS = bothOf({ registers: 56, body: 150 });
const MANY_REGISTERS = bothOf({ registers: 180, body: 150 });

/**
 * The default first, then variants that may suit some graphics cards. `small`: fewer registers per invocation, so that
 * more invocations run at once. `large`: loads are expensive. `few`: a GPU within a processor; `many`: a large one.
 */
export const GPU_CANDIDATES: readonly KernelTarget[] = Object.freeze([
  GPU_TARGET,
  { ...GPU_TARGET, name: 'gpu-small', ...FEW_REGISTERS },
  { ...GPU_TARGET, name: 'gpu-few', invocations: 4096 },
  { ...GPU_TARGET, name: 'gpu-few-small', invocations: 4096, ...FEW_REGISTERS },
  {
    ...GPU_TARGET,
    name: 'gpu-few-large',
    invocations: 4096,
    loadCost: 24,
    ...MANY_REGISTERS,
  },
  { ...GPU_TARGET, name: 'gpu-many', invocations: 65536 },
  { ...GPU_TARGET, name: 'gpu-many-small', invocations: 65536, ...FEW_REGISTERS },
]);

/** If one run of the default takes longer than this, measuring would delay the start. */
const PATIENCE_MS = 60;
/** With a larger timing error, samples would have to last too long. */
const MAX_MISTAKEN_MS = 20;

/**
 * Measures the device unless it is known or stored; from then on `targetOf` returns the best target. Call it before the
 * first graph is made. Never rejects.
 */
export async function calibrate(
  device: GPUDevice,
  { memory, candidates, patienceMs = PATIENCE_MS, maxMistakenMs = MAX_MISTAKEN_MS }: CalibrateOptions = {},
): Promise<KernelTarget> {
  if (hasOwnTarget(device) && candidates === undefined) return targetOf(device);
  const racing = (candidates ?? GPU_CANDIDATES).map((target) =>
    Object.freeze({ ...target, quads: canShareInQuads(device) }),
  );
  const [key, version] = [keyOf(device), digest(racing)];
  const remembered = await recall(memory, key, version, racing);
  if (remembered !== undefined) {
    chooseTarget(device, remembered);
    return targetOf(device);
  }
  try {
    const { target, measured } = await measure(device, racing, { patienceMs, maxMistakenMs });
    chooseTarget(device, target);
    // An undecided result is not stored: at the next visit the device may be less busy.
    if (measured) await memory?.write(key, noteOf(version, target));
  } catch {
    // A device loss is reported at the next use; storage that cannot be written counts as absent.
  }
  return targetOf(device);
}

const unshared = (target: KernelTarget): KernelTarget =>
  Object.freeze({ ...target, name: `${target.name}-unshared`, quads: false });

/** Sizes first; then, if quads can share loads, whether to do so. Returns the default if nothing could be measured. */
async function measure(
  device: GPUDevice,
  racing: readonly KernelTarget[],
  { patienceMs, maxMistakenMs }: Required<Pick<CalibrateOptions, 'patienceMs' | 'maxMistakenMs'>>,
): Promise<{ readonly target: KernelTarget; readonly measured: boolean }> {
  const [first, ...others] = racing;
  if (first === undefined) throw new Error('calibrate: needs a candidate');
  const autotuner = new Autotuner(device);
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

/** The identity of a device: its names; if the browser hides them, whatever else distinguishes it. */
function keyOf(device: GPUDevice): string {
  const { vendor, architecture, device: model, description } = adapterFactsOf(device);
  const names = [vendor, architecture, model, description];
  return `convscope.target.${names.some((name) => name !== '') ? names.join('/') : tracesOf(device)}`;
}

/** Features and limits as a short text. */
function tracesOf({ features, limits }: GPUDevice): string {
  const numbers: string[] = [];
  // Limits are getters of the prototype.
  for (const name in limits) numbers.push(`${name}=${String(limits[name as keyof GPUSupportedLimits])}`);
  return `unnamed/${hashOf([...[...features].sort(), ...numbers.sort()].join())}`;
}

const noteOf = (version: string, { name }: KernelTarget): string => `${version} ${name}`;

async function recall(
  memory: ChoiceMemory | undefined,
  key: string,
  version: string,
  racing: readonly KernelTarget[],
): Promise<KernelTarget | undefined> {
  try {
    const note = (await memory?.read(key)) ?? null;
    return [...racing, ...racing.map(unshared)].find((target) => noteOf(version, target) === note);
  } catch {
    return undefined;
  }
}

/** The hash of all code that the candidates run. */
function digest(racing: readonly KernelTarget[]): string {
  return hashOf(racing.flatMap((target) => jobsOf(target).map(({ key }) => target.name + key)).join(''));
}

/** FNV-1a. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
}
