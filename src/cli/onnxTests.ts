// `npm run onnx-tests`: the operators' own tests of ONNX, read and run here. A folder of them has for each test a
// model.onnx and, in test_data_set_0, its inputs and expected outputs as tensors.
//
// In real files weights, axes and bounds lie in the file; the tests give every tensor as an input. So a test is tried with
// all its inputs as inputs of the network, then with all but the first in the file, then with all of them there, which
// leaves nothing to the network: then only what is computed while reading is tested.

import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readBackendTest, type BackendTest } from '../formats/onnx/backendTest';
import { openDevice } from './device';
import { writeAfterMark } from './markdownFile';
import { runBackendTest, type Outcome } from './onnxTestRun';
import { onnxTestReport } from './onnxTestReport';
import { UsageError } from './options';
import { print, printError } from './print';

const HELP = `Runs the tests that ONNX has for its operators, and says which pass, are refused, or give other numbers.

  npm run onnx-tests -- FOLDER [FOLDER …]

  FOLDER         a folder of tests, each with a model.onnx: onnx/backend/test/data/NAME of the repository onnx/onnx, or
                 what onnx's \`backend-test-tools generate-data\` writes
  --only TEXT    only tests whose name contains TEXT
  --why          also why each test is refused
  --write FILE   the lists in a Markdown file, after its line "<!-- onnx-tests -->"
  --help         this text

Exit status: 0 no test gave other numbers, 1 one did, 2 wrong usage.
`;

/** Below it, the largest difference relative to the largest number. */
const TOLERANCE = 1e-4;

/** @returns the exit code of the process: 0 none wrong, 1 some wrong or failed, 2 wrong usage */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = readOptions(argv);
    if (options === null) {
      print(HELP);
      return 0;
    }
    const tests = (await Promise.all(options.folders.map(testsIn)))
      .flat()
      .filter(({ name }) => name.includes(options.only));
    if (tests.length === 0) throw new UsageError('there is no test in these folders');
    const { device } = await openDevice(false);
    const outcomes: Outcome[] = [];
    for (const test of tests) {
      const outcome = await runBackendTest(device, test, TOLERANCE);
      outcomes.push(outcome);
      if (outcome.result === 'wrong' || options.why)
        print(`${outcome.name}: ${outcome.result}, ${outcome.why}\n`);
    }
    const { summary, markdown } = onnxTestReport(outcomes);
    print(summary);
    if (options.write !== undefined) await writeAfterMark(options.write, 'onnx-tests', markdown);
    return outcomes.some(({ result }) => result === 'wrong') ? 1 : 0;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    printError(`onnx-tests: ${error instanceof Error ? error.message : String(error)}\n`);
    return isUsage ? 2 : 1;
  }
}

interface Options {
  readonly folders: readonly string[];
  readonly only: string;
  readonly why: boolean;
  readonly write: string | undefined;
}

function readOptions(argv: readonly string[]): Options | null {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        only: { type: 'string', default: '' },
        why: { type: 'boolean', default: false },
        write: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause));
  }
  const { values, positionals } = parsed;
  if (values.help) return null;
  if (positionals.length === 0) throw new UsageError('a folder of tests is needed. --help tells which');
  return { folders: positionals, only: values.only, why: values.why, write: values.write };
}

/** Those of operators written out as functions of others are left out: they test the others again. */
async function testsIn(folder: string): Promise<readonly BackendTest[]> {
  const names = await readdir(resolve(folder)).catch((cause: unknown) => {
    throw new UsageError(
      `'${folder}' cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  });
  const tests: BackendTest[] = [];
  for (const name of names.toSorted()) {
    if (name.includes('_expanded')) continue;
    const model = await readFile(join(folder, name, 'model.onnx')).catch(() => null);
    if (model === null) continue;
    const data = join(folder, name, 'test_data_set_0');
    const tensors = async (kind: string): Promise<readonly Uint8Array[]> => {
      const files = (await readdir(data).catch(() => [])).filter((file) => file.startsWith(kind));
      const inOrder = files.toSorted((a, b) => numberOf(a) - numberOf(b));
      return Promise.all(inOrder.map(async (file) => readFile(join(data, file))));
    };
    tests.push(readBackendTest(name, model, await tensors('input_'), await tensors('output_')));
  }
  return tests;
}

function numberOf(file: string): number {
  return Number(/\d+/.exec(file)?.[0] ?? 0);
}
