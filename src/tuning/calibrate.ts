// Chooses a target for a device that nobody has measured. A few candidates run the real kernels (autotuner.ts), and the fastest
// is kept: for this device at once, and in a memory for the next visit.
//
// It is a short look, not a search: the candidates are the estimate for graphics cards with its numbers moved to where
// they make other blocks. What is measured decides only where the difference is clear, and whatever goes wrong leaves the
// estimate in force.

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

/** Where choices are kept. It may lose them, or fail: then a device is measured again. */
export interface ChoiceMemory {
  read(key: string): string | null | Promise<string | null>;
  write(key: string, value: string): void | Promise<void>;
}

export interface CalibrateOptions {
  readonly memory?: ChoiceMemory;
  /** Which targets race, the default first; if given, they do on devices that are known by name, too. */
  readonly candidates?: readonly KernelTarget[];
  /** How long one run of the default may take, or there is no race. */
  readonly patienceMs?: number;
  /** By how much times may be wrong (a coarse clock, late answers), or there is no race. */
  readonly maxMistakenMs?: number;
}

const bothOf = (budget: RegisterBudget): Pick<KernelTarget, 'correlation' | 'weightGradient'> => ({
  correlation: budget,
  weightGradient: budget,
});
const FEW_REGISTERS = bothOf({ registers: 56, body: 150 });
const MANY_REGISTERS = bothOf({ registers: 180, body: 150 });

/**
 * The default first, then what some graphics cards may like better. `small`: fewer registers to an invocation, so that
 * more of them are under way. `large`: loads are dear. `few`: a graphics card within a processor; `many`: a large one.
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

/** Where one run of the default takes longer than this, a race would hold up the start. */
const PATIENCE_MS = 60;
/** Where times may be wrong by more than this, samples would have to last too long. */
const MAX_MISTAKEN_MS = 20;

/**
 * Measures the device unless it is known or remembered; from then on `targetOf` returns what was best. Call it before
 * the first graph is made. Never rejects.
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
    // What no race decided is not remembered: at the next visit the device may be less busy.
    if (measured) await memory?.write(key, noteOf(version, target));
  } catch {
    // A lost device says so to whoever uses it next; a memory that cannot be written is none.
  }
  return targetOf(device);
}

const unshared = (target: KernelTarget): KernelTarget =>
  Object.freeze({ ...target, name: `${target.name}-unshared`, quads: false });

/** The sizes first; then, where quads can share loads, whether they should. The default where nothing could be measured. */
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

// What is remembered: a version and a name. The version is that of everything that would be timed, shaders included,
// so a choice that was made among others counts for nothing.

/** What a device goes by: its names; where the browser hides them, whatever else tells it from another. */
function keyOf(device: GPUDevice): string {
  const { vendor, architecture, device: model, description } = adapterFactsOf(device);
  const names = [vendor, architecture, model, description];
  return `convscope.target.${names.some((name) => name !== '') ? names.join('/') : tracesOf(device)}`;
}

/** Features and limits, in short. */
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

/** Of all that the candidates would run. */
function digest(racing: readonly KernelTarget[]): string {
  return hashOf(racing.flatMap((target) => jobsOf(target).map(({ key }) => target.name + key)).join(''));
}

/** FNV-1a. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
}
