// `npm run bench`: the benchmark in the terminal, here in Node or on its page in a headless Chromium.

import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deviceTable } from '../bench/deviceTable';
import { firstStepMs } from '../bench/engines/ours';
import { markdownOf } from '../bench/markdown';
import { scalingSvg } from '../bench/plot';
import { readReport, ReportError } from '../bench/readReport';
import type { Report } from '../bench/report';
import { runBench, tuningOf } from '../bench/run';
import { lenetStep } from '../bench/suites';
import { fileMemory } from './fileMemory';
import { BENCH_HELP, readBenchOptions, type BenchOptions } from './benchOptions';
import { UsageError } from './options';
import { print, printError } from './print';

/** What the program that starts this one can do (scripts/terminal.mjs). */
export interface Tools {
  /** Opens a page of this project in a headless Chromium and waits until it has set `window[result]`. */
  readonly inChromium?: (path: string, result: string, progress: (text: string) => void) => Promise<unknown>;
}

type Progress = (text: string, share?: number) => void;

/** @returns the exit code of the process: 0 done, 1 failed or engines disagreed, 2 wrong usage */
export async function main(argv: readonly string[], tools: Tools = {}): Promise<number> {
  try {
    const options = readBenchOptions(argv);
    if (options === null) {
      print(BENCH_HELP);
      return 0;
    }
    if (options.cold) {
      print(`${JSON.stringify({ ms: await firstStepMs(lenetStep(), tuningOf(options, fileMemory())) })}\n`);
      return 0;
    }
    if (options.devices !== null) {
      print(`${deviceTable(await readReports(options.devices))}\n`);
      return 0;
    }
    const progress = progressOn(process.stderr);
    const report =
      options.where === 'node' ? await inNode(options, progress) : await inChromium(options, tools, progress);
    progress('');
    await write(options, report);
    return report.rows.some(({ status }) => status === 'failed') ? 1 : 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isUsage = error instanceof UsageError || error instanceof ReportError;
    printError(`\n${isUsage ? error.message : (error.stack ?? error.message)}\n`);
    if (isUsage) printError('See: npm run bench -- --help\n');
    return isUsage ? 2 : 1;
  }
}

/** @throws ReportError for the first that is none */
async function readReports(folder: string): Promise<readonly Report[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(names.map(async (name) => readReport(await readFile(join(folder, name), 'utf8'), name)));
}

function inNode(options: BenchOptions, progress: Progress): Promise<Report> {
  return runBench(options, {
    platform: `Node ${process.versions.node}`,
    coldStart: () => coldStart(options),
    memory: fileMemory(),
    progress,
    check: () => undefined,
  });
}

/** In a process of its own, and with the driver's cache of compiled shaders switched off. */
async function coldStart({ tune }: BenchOptions): Promise<number> {
  const program = process.argv[1];
  if (program === undefined) throw new Error('bench: cannot tell how this program was started');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, 'bench', '--cold', ...(tune ? [] : ['--no-tune'])],
    {
      env: { ...process.env, MESA_SHADER_CACHE_DISABLE: 'true' },
    },
  );
  return (JSON.parse(stdout) as { ms: number }).ms;
}

async function inChromium(options: BenchOptions, tools: Tools, progress: Progress): Promise<Report> {
  if (tools.inChromium === undefined) throw new UsageError('--where chromium is not possible here');
  const query = new URLSearchParams({ auto: '1', settings: JSON.stringify(options) });
  return (await tools.inChromium(`bench.html?${query.toString()}`, 'convscopeBench', progress)) as Report;
}

async function write(options: BenchOptions, report: Report): Promise<void> {
  const markdown = markdownOf(report);
  print(options.json ? `${JSON.stringify(report, null, 1)}\n` : `${markdown}\n`);
  if (options.markdown !== null) await writeFile(options.markdown, markdown);
  if (options.plot !== null) await writeFile(options.plot, scalingSvg(report.scaling));
}

/** One line that is written over; in a log, a line for each step. */
function progressOn(stream: NodeJS.WriteStream): Progress {
  let last = '';
  return (text, share) => {
    if (text === last) return;
    last = text;
    const percent = share === undefined ? '' : `${String(Math.round(share * 100)).padStart(3)} %  `;
    if (!stream.isTTY) stream.write(text === '' ? '' : `${percent}${text}\n`);
    else stream.write(`\r\x1b[K${text === '' ? '' : `${percent}${text}`.slice(0, stream.columns - 1)}`);
  };
}
