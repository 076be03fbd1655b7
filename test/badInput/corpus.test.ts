// Whatever a user brings by mistake or somebody else by intent: each is refused by an error of the project's own classes that
// says where and why, in its own words and at once, takes no memory for what it only claims, and changes nothing.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { decodePicture } from '../../datasets/folder/node';
import { slowness } from '../../scripts/yardstick.mjs';
import { KeptError } from '../../src/app/kept/record';
import { readWorksheet } from '../../src/app/worksheet/address';
import { main as convert } from '../../src/cli/convert';
import { main as train } from '../../src/cli/train';
import { DataSetError } from '../../src/data/files/dataSetError';
import { readDataSet } from '../../src/data/files/readDataSet';
import { WorksheetError } from '../../src/elements/share/worksheetError';
import { readModel } from '../../src/formats/formats';
import { modelText, readWebPageModel } from '../../src/formats/html/webPage';
import { joinFiles, placeIn } from '../../src/formats/keras/code/files';
import { lintText } from '../../src/formats/keras/code/lints';
import { programFrom } from '../../src/formats/keras/code/program';
import { readCode } from '../../src/formats/keras/code/read';
import { sourcesOf } from '../../src/formats/keras/code/sources';
import { scriptOfNotebook } from '../../src/formats/keras/code/notebook';
import { FormatError } from '../../src/formats/storedModel';
import type { BadCase, Door } from './cases';
import { badDataSets } from './dataSets';
import { badKept } from './kept';
import { badModels } from './models';
import { badPrograms } from './programs';
import { badTexts } from './texts';

/** For hangs alone: what bounds the work are the readers' own limits. */
const LIMIT_MS = 5000 * slowness;
const LIMIT_MB = 500;
const SIDE = 8;

/** What an engine says where a program trips over a value: never what a user should read. */
const ENGINE_WORDS =
  /\bundefined\b|is not a function|not iterable|Cannot (?:read|destructure|convert)|Invalid (?:typed )?array|call stack|out of bounds|\[object |\bat .*:\d+:\d+/;
/** As src/cli/print.ts escapes them. */
const CONTROL = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

let folder = '';
let home = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'convscope-bad-'));
  home = process.cwd();
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

/** Does what the user does. @throws what the door throws; Error for a refusal that the door says otherwise */
async function open({ door, files = [], text = '', argv = [], call }: BadCase): Promise<unknown> {
  switch (door) {
    case 'model':
      return readModel(files);
    case 'data':
      return readDataSet(files, {
        decode: (bytes, name, side) => decodePicture(bytes, side, name),
        size: SIDE,
      });
    case 'webPage': {
      const model = modelText(text);
      if (model === null)
        throw new FormatError('page', 'expected a web page with a network in it. It has none');
      return readWebPageModel('page', model);
    }
    case 'link':
      return readWorksheet(text);
    case 'script': {
      const { lints, network } = readCode(scriptOfNotebook(text) ?? text);
      // A script is never an error: what is not read is marked in its place.
      for (const { from, to } of lints) expect(from, 'place').toBeLessThanOrEqual(to);
      if (network !== null) throw new Error('a network was read');
      return null;
    }
    case 'program': {
      const { scripts, files: sources } = sourcesOf(files);
      const [script = ''] = scripts;
      const code = joinFiles(programFrom(script, sources));
      const { lints, network } = readCode(code);
      for (const { from, to } of lints) expect(from, 'place').toBeLessThanOrEqual(to);
      if (network !== null) throw new Error('a network was read');
      const [first] = lints.filter(({ severity }) => severity !== 'warning');
      if (first === undefined) throw new Error('nothing is said of it');
      const { file, line } = placeIn(code, first.from);
      throw new FormatError(file || script, `line ${line}: ${lintText(first.problem)}`);
    }
    case 'train':
    case 'convert':
      return inTerminal(door === 'train' ? train : convert, argv);
    default:
      return call?.();
  }
}

async function inTerminal(
  main: (argv: readonly string[]) => Promise<number>,
  argv: readonly string[],
): Promise<number> {
  let said = '';
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((written) => {
      said += String(written);
      return true;
    }),
  );
  let code = 0;
  try {
    code = await main(argv);
  } finally {
    spies.forEach((spy) => spy.mockRestore());
  }
  expect(said, 'what a terminal would obey').not.toMatch(CONTROL);
  if (code !== 0) throw new TerminalError(said);
  return code;
}

class TerminalError extends Error {}

const CLASSES: Readonly<Record<Exclude<Door, 'api' | 'script'>, abstract new (...given: never) => Error>> = {
  model: FormatError,
  data: DataSetError,
  webPage: FormatError,
  program: FormatError,
  link: WorksheetError,
  kept: KeptError,
  train: TerminalError,
  convert: TerminalError,
};

const outcome = async (one: BadCase): Promise<unknown> => {
  try {
    return await open(one);
  } catch (error) {
    return error;
  }
};

const corpus = [
  ...(await badModels()),
  ...(await badDataSets()),
  ...badTexts(),
  ...badPrograms(),
  ...(await badKept()),
];

test('the corpus has cases for each way in, and each has a name of its own', () => {
  expect(corpus.filter(({ mayBeRead }) => mayBeRead !== true).length).toBeGreaterThanOrEqual(250);
  const names = corpus.map(({ name }) => name);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  const doors: readonly Door[] = [
    'model',
    'data',
    'webPage',
    'link',
    'script',
    'program',
    'kept',
    'api',
    'train',
    'convert',
  ];
  for (const door of doors) expect(corpus.filter((one) => one.door === door).length, door).toBeGreaterThan(5);
});

test.each(corpus.map((one) => [one.name, one] as const))('%s', async (_, one) => {
  const { door, files = [], says, mayBeRead = false } = one;
  const before = files.map(({ bytes }) => bytes.slice());
  const megabytes = process.resourceUsage().maxRSS / 1024;
  const started = performance.now();
  const result = await outcome(one);
  expect(performance.now() - started, 'ms').toBeLessThan(LIMIT_MS);
  expect(process.resourceUsage().maxRSS / 1024 - megabytes, 'MB').toBeLessThan(LIMIT_MB);
  files.forEach(({ bytes }, at) => expect(Buffer.compare(bytes, before[at] ?? bytes)).toBe(0));
  expect(readdirSync('.'), 'files written').toEqual([]);
  if (door === 'script') {
    expect(result).toBeNull();
    return;
  }
  if (mayBeRead && !(result instanceof Error)) return;
  expect(result).toBeInstanceOf(Error);
  const { name, message } = result as Error;
  if (door === 'api')
    expect(['FormatError', 'ModelError', 'TensorError', 'OptionError', 'ArchitectureError']).toContain(name);
  else expect(result).toBeInstanceOf(CLASSES[door]);
  expect(message.replaceAll(/Received .*/g, '')).not.toMatch(ENGINE_WORDS);
  expect(message.length - Math.max(0, ...(one.argv ?? []).map(({ length }) => length))).toBeLessThan(2000);
  const [first] = files;
  if (first !== undefined && files.length === 1) expect(message).toContain(first.name);
  if (says) expect(message).toMatch(says);
});
