// The options of `npm run bench`.

import { parseArgs } from 'node:util';
import {
  DEFAULT_ROUNDS,
  QUICK_ROUNDS,
  readEngines,
  readSuites,
  SettingsError,
  type Settings,
} from '../bench/settings';
import { SUITES, type SuiteName } from '../bench/report';
import { parseOperation, ShapeSyntaxError } from '../bench/workload';
import { UsageError } from './options';

export interface BenchOptions extends Settings {
  readonly where: 'node' | 'chromium';
  readonly json: boolean;
  readonly markdown: string | null;
  readonly plot: string | null;
  /** A folder of reports, whose table is printed; nothing is measured. */
  readonly devices: string | null;
  /** Only the first step from a cold start, in this process; for the benchmark's own use. */
  readonly cold: boolean;
}

export const BENCH_HELP = `Compares this engine with jax-js and tfjs, and with the limits of the device.

  npm run bench                            every suite
  npm run bench -- --quick                 under two minutes on two slow cores
  npm run bench -- --suite lenet,cifar --where chromium

  --suite LIST       lenet, cifar, ops, infer, scaling, draw [all; draw only in Chromium; quick lenet, ops, infer]
  --engines LIST     ours, jax, tfjs (WebGPU), tfjs-cpu (plain JavaScript) [those that suit the suite]
  --where node       WebGPU through Dawn, on the machine's Vulkan driver [node]
  --where chromium   the page bench.html in a headless Chromium
  --quick            fewer rounds, shorter lists, compared only with jax-js
  --no-tune          this engine plans the kernels of a graphics card by a fixed estimate
  --rounds N         samples of each engine in each row [${DEFAULT_ROUNDS}; quick ${QUICK_ROUNDS}]
  --shapes LIST      others for the suite ops: 32x28x28x1->8k5s1same is N×H×W×C → filters, kernel, stride, padding of a
                     convolution, 64x1024->256 a dense layer, 32x28x28x8->pool max pooling 2×2
  --json             one JSON document on stdout. Run with npm's -s: npm run -s bench -- --json
  --markdown FILE    also writes the tables as Markdown
  --plot FILE        also draws the suite scaling as an SVG
  --devices FOLDER   checks the reports (JSON) in a folder and prints their table; measures nothing
  --help             this text

All engines get the same numbers. Outputs, losses and gradients are compared first; where they differ, the row is
reported as failed and not timed. Then the engines run in turns, and every sample waits for the last result.
CONVSCOPE_VULKAN=swiftshader runs Node on the software adapter of Chromium.
`;

/** Compiling a second network, or one for every size, would take longer than all the rest. */
const QUICK_SUITES: readonly SuiteName[] = ['lenet', 'ops', 'infer'];

/** @returns null if the help was asked for. @throws UsageError */
export function readBenchOptions(argv: readonly string[]): BenchOptions | null {
  const values = parse(argv);
  if (values.help === true) return null;
  const where = values.where ?? 'node';
  if (where !== 'node' && where !== 'chromium')
    throw new UsageError(`--where must be node or chromium. Received '${where}'`);
  const quick = values.quick ?? false;
  try {
    const shapes = values.shapes?.split(',') ?? null;
    shapes?.forEach(parseOperation);
    const possible = SUITES.filter((suite) => suite !== 'draw' || where === 'chromium');
    const every = possible.filter((suite) => !quick || QUICK_SUITES.includes(suite));
    return {
      suites: values.suite === undefined ? (shapes === null ? every : ['ops']) : readSuites(values.suite),
      engines: values.engines === undefined ? null : readEngines(values.engines),
      rounds: roundsOf(values.rounds, quick),
      quick,
      tune: !(values['no-tune'] ?? false),
      shapes,
      where,
      json: values.json ?? false,
      markdown: values.markdown ?? null,
      plot: values.plot ?? null,
      devices: values.devices ?? null,
      cold: values.cold ?? false,
    };
  } catch (cause) {
    if (cause instanceof SettingsError || cause instanceof ShapeSyntaxError) {
      throw new UsageError(cause.message, { cause });
    }
    throw cause;
  }
}

function roundsOf(given: string | undefined, quick: boolean): number {
  if (given === undefined) return quick ? QUICK_ROUNDS : DEFAULT_ROUNDS;
  const rounds = Number(given);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 1000)
    throw new UsageError(`--rounds must be a whole number from 1 to 1000. Received '${given}'`);
  return rounds;
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...argv],
      options: {
        suite: text,
        engines: text,
        where: text,
        rounds: text,
        shapes: text,
        markdown: text,
        plot: text,
        devices: text,
        quick: flag,
        'no-tune': flag,
        json: flag,
        cold: flag,
        help: flag,
      },
    }).values;
  } catch (cause) {
    throw new UsageError(`${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`, {
      cause,
    });
  }
}
