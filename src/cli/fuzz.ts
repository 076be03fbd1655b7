// `npm run fuzz`: random networks on this device against the f64 reference. docs/reliability.md says what is compared.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { drawCase, hasSeveralEnds, type FuzzCase } from '../fuzz/case';
import { checkCase } from '../fuzz/check';
import { MUTANTS, putInto, type Mutant } from '../fuzz/mutants';
import { shrink, testOf } from '../fuzz/shrink';
import type { Outcome } from '../fuzz/tally';
import type { RequestedDevice } from '../gpu/requestDevice';
import { openDevice } from './device';
import { UsageError, wholeNumber } from './options';
import { print, printError } from './print';

const HELP = `Trains random networks on this device and compares outputs, gradients and steps with a reference in f64.

  npm run fuzz -- --cases 2000 --seed 1

  --cases N   cases to compare (default 2000)
  --seed S    the first case; case S + 1 follows, so that --cases 1 --seed S repeats one (default 1)
  --seconds T ends after so many seconds, whatever --cases says
  --several   only networks with several inputs or outputs, a fifth of all
  --mutants   puts known faults into kernels, one at a time, and says after how many cases each is found
  --only TEXT with --mutants: those whose name contains TEXT
  --wgpu      on wgpu, inside Deno, instead of Dawn
  --json      a JSON object a line; the last one is {"event":"done","cases":…,"mismatches":…,"crashes":…}
  --help      this text

A case that fails is made smaller and printed as a test. Exit status: 0 all right, 1 a case failed or a fault was not found,
2 wrong usage.
`;

/** Cases that are under way at once, each on a device of its own. */
const LANES = 2;
/**
 * Drivers keep memory of the shaders that they compiled, some 10 MB a case, even when their device is gone: after so many cases
 * scripts/fuzz.mjs goes on in another process.
 */
const CASES_OF_A_PROCESS = 250;
/** Cases in which a fault must be found. */
const MUTANT_CASES = 2000;

interface Options {
  readonly cases: number;
  readonly seed: number;
  readonly seconds: number;
  readonly several: boolean;
  readonly mutants: boolean;
  readonly only: string;
  readonly json: boolean;
  /** A file: there while cases are left for another process, with what it needs. Null: this process runs all cases. */
  readonly state: string | null;
}

/** @returns the exit code of the process */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = readOptions(argv);
    if (options === null) {
      print(HELP);
      return 0;
    }
    return options.mutants ? await runMutants(options) : await runCases(options);
  } catch (error) {
    printError(`fuzz: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function readOptions(argv: readonly string[]): Options | null {
  const known = {
    cases: { type: 'string' },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string' },
    several: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
    state: { type: 'string' },
    help: { type: 'boolean', default: false },
  } as const;
  let values;
  try {
    ({ values } = parseArgs({ args: argv.filter((one) => one !== '--wgpu'), options: known }));
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
  if (values.help) return null;
  return {
    cases: wholeNumber('--cases', values.cases ?? (values.mutants ? String(MUTANT_CASES) : '2000')),
    seed: wholeNumber('--seed', values.seed, 0),
    seconds: values.seconds === undefined ? Infinity : wholeNumber('--seconds', values.seconds),
    ...{
      several: values.several,
      mutants: values.mutants,
      only: values.only,
      json: values.json,
      state: values.state ?? null,
    },
  };
}

/** In words on a terminal, or as JSON a line. */
class Reporter {
  readonly #bar: SingleBar | null;

  constructor(
    private readonly json: boolean,
    total: number,
    unit: string,
  ) {
    const shown = !json && process.stderr.isTTY;
    this.#bar = shown
      ? new SingleBar({
          format: `{bar} {value}/{total} ${unit}  {found}  {eta_formatted} left`,
          ...{ barsize: 24, hideCursor: true, clearOnComplete: true },
          ...{ barCompleteChar: '━', barIncompleteChar: '╌' },
        })
      : null;
    this.#bar?.start(total, 0, { found: '' });
  }

  update(done: number, found: string): void {
    this.#bar?.update(done, { found });
  }

  /** @param text for people */
  say(text: string, line: Readonly<Record<string, unknown>>): void {
    if (this.json) print(`${JSON.stringify(line)}\n`);
    else print(`${text}\n`);
  }

  stop(): void {
    this.#bar?.stop();
  }
}

const fails = ({ result }: Outcome): boolean => result === 'mismatch' || result === 'crash';

/** What is known after some cases, as JSON. */
interface State {
  readonly total: {
    cases: number;
    mismatches: number;
    crashes: number;
    unsuitable: number;
    numbers: number;
    largest: number;
    largestIn: string;
  };
  readonly kernels: readonly string[];
  readonly next: number;
  readonly seconds: number;
}

function stateFrom(file: string | null, seed: number): State {
  if (file !== null && existsSync(file)) {
    const state = JSON.parse(readFileSync(file, 'utf8')) as State;
    rmSync(file);
    return state;
  }
  const none = { cases: 0, mismatches: 0, crashes: 0, unsuitable: 0, numbers: 0 };
  return { total: { ...none, largest: 0, largestIn: '' }, kernels: [], next: seed, seconds: 0 };
}

async function runCases({ cases, seed, seconds, several, json, state: file }: Options): Promise<number> {
  const start = performance.now();
  const state = stateFrom(file, seed);
  const { total } = state;
  const before = total.cases;
  const elapsed = (): number => state.seconds + (performance.now() - start) / 1000;
  const kernels = new Set(state.kernels);
  const failures: Failure[] = [];
  const count = (at: number, one: FuzzCase, outcome: Outcome): void => {
    if (outcome.result === 'unsuitable') {
      total.unsuitable++;
      return;
    }
    total.cases++;
    total.numbers += outcome.numbers;
    for (const name of outcome.kernels) kernels.add(name);
    if (fails(outcome)) failures.push({ seed: at, one, outcome });
    if (outcome.result === 'mismatch') total.mismatches++;
    else if (outcome.result === 'crash') total.crashes++;
    else if (outcome.largest > total.largest)
      Object.assign(total, { largest: outcome.largest, largestIn: `case ${at}, ${outcome.largestIn}` });
    reporter.update(total.cases, `${total.mismatches} mismatches, ${total.crashes} crashes`);
    if (json && total.cases % 100 === 0)
      print(`${JSON.stringify({ event: 'progress', ...total, seconds: Math.round(elapsed()) })}\n`);
  };

  const gpu = await openDevice(false);
  const { description } = gpu;
  const reporter = new Reporter(json, cases, 'cases');
  if (before === 0)
    reporter.say(`${cases} cases from seed ${seed} on ${description}`, {
      ...{ event: 'start', cases, seed, device: description },
    });
  let [next, underWay] = [state.next, 0];
  const last = seed + cases * (several ? 40 : 4);
  // Of a case in which no numbers keep away from kinks the next one takes the place.
  const wanted = (): boolean => total.cases + underWay < cases && next < last && elapsed() < seconds;
  const here = (): boolean => file === null || total.cases + underWay - before < CASES_OF_A_PROCESS;
  // While one device compiles, the reference of another's case is computed.
  const lane = async (own: RequestedDevice): Promise<void> => {
    while (wanted() && here()) {
      const at = next++;
      const one = drawCase(at);
      if (several && !hasSeveralEnds(one)) continue;
      underWay++;
      const outcome = await checkCase(own.device, one);
      underWay--;
      count(at, one, outcome);
      for (const failure of failures.splice(0)) await reportFailure(own, reporter, failure);
    }
    own.device.destroy();
  };
  const others = await Promise.all(Array.from({ length: LANES - 1 }, () => openDevice(false)));
  await Promise.all([gpu, ...others].map(lane));
  reporter.stop();
  if (file !== null && wanted()) {
    const now: State = { total, kernels: [...kernels], next, seconds: elapsed() };
    writeFileSync(file, JSON.stringify(now));
    return 0;
  }
  const bad = total.mismatches + total.crashes;
  reporter.say(
    `${total.cases} cases (seeds ${seed} to ${next - 1}; of ${total.unsuitable} no numbers were suitable), ` +
      `${total.numbers.toLocaleString('en-US')} numbers compared in ${Math.round(elapsed())} s: ` +
      `${total.mismatches} mismatches, ${total.crashes} crashes; the largest difference of a right case is ` +
      `${total.largest.toFixed(2)} of its noise floor (${total.largestIn}); ${kernels.size} kernels were reached`,
    {
      ...{ event: 'done', ...total, kernels: [...kernels].sort() },
      ...{ seconds: Math.round(elapsed()), lastSeed: next - 1, device: description },
    },
  );
  return bad === 0 ? 0 : 1;
}

interface Failure {
  readonly seed: number;
  readonly one: FuzzCase;
  readonly outcome: Outcome;
}

async function reportFailure(
  { device }: RequestedDevice,
  reporter: Reporter,
  { seed, one, outcome }: Failure,
): Promise<void> {
  const what = outcome.mismatches.map((found) => `  ${found.what}: ${found.message}`);
  reporter.say(`case ${seed} fails:\n${what.slice(0, 6).join('\n')}\nmaking it smaller …`, {
    ...{ event: outcome.result, seed, mismatches: outcome.mismatches.slice(0, 6) },
  });
  const smallest = await shrink(one, async (simpler) => fails(await checkCase(device, simpler)));
  const after = await checkCase(device, smallest);
  const test = testOf(smallest, `case ${seed}: ${after.mismatches[0]?.what ?? 'fails'}`);
  const left = after.mismatches.map((found) => `//   ${found.what}: ${found.message.split('\n')[0] ?? ''}`);
  reporter.say(`${test}${left.slice(0, 4).join('\n')}\n`, { event: 'test', seed, test });
}

async function runMutants({ cases, seed, only, json }: Options): Promise<number> {
  const mutants = MUTANTS.filter(({ name }) => name.includes(only));
  const reporter = new Reporter(json, mutants.length, 'faults');
  let [found, done] = [0, 0];
  for (const mutant of mutants) {
    const after = await findMutant(mutant, cases, seed);
    if (after.found) found++;
    reporter.say(
      after.found
        ? `found after ${after.cases} cases: ${mutant.name} (${after.what})`
        : `NOT found in ${after.cases} cases, met in ${after.met} shaders or buffers: ${mutant.name}`,
      { event: 'mutant', name: mutant.name, ...after },
    );
    reporter.update(++done, `${found} found`);
  }
  reporter.stop();
  reporter.say(`${found} of ${mutants.length} faults found`, {
    event: 'done',
    faults: mutants.length,
    found,
  });
  return found === mutants.length ? 0 : 1;
}

interface Found {
  readonly found: boolean;
  /** Cases that were drawn. */
  readonly cases: number;
  readonly met: number;
  readonly what: string;
}

async function findMutant(mutant: Mutant, cases: number, seed: number): Promise<Found> {
  // A device of its own: compiled pipelines stay with it.
  const { device } = await openDevice(false);
  const met = putInto(device, mutant);
  try {
    for (let at = 0; at < cases; at++) {
      const one = drawCase(seed + at, true);
      if (mutant.where?.(one) === false || one.ways !== (mutant.ways ?? one.ways)) continue;
      const outcome = await checkCase(device, one);
      // Only where the fault is there: a failure without it is another one.
      if (fails(outcome) && met() > 0)
        return { found: true, cases: at + 1, met: met(), what: outcome.mismatches[0]?.what ?? '' };
    }
    return { found: false, cases, met: met(), what: '' };
  } finally {
    device.destroy();
  }
}
