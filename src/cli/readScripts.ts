// `npm run read-scripts`: which Keras scripts and notebooks of a folder the code panel reads, and why not the others.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { placeIn, type SourceFile } from '../formats/keras/code/files';
import { lintText, type Lint, type Problem } from '../formats/keras/code/lints';
import { scriptOfNotebook } from '../formats/keras/code/notebook';
import { readCode } from '../formats/keras/code/read';
import { writeAfterMark } from './markdownFile';
import { UsageError } from './options';
import { print, printError } from './print';
import { programText, scriptsIn, sourcesAt, withSlashes } from './scripts';

const HELP = `Reads Keras scripts and notebooks as the code panel does, and says of which a network is made.

  npm run read-scripts -- FOLDER

  FOLDER         scripts (.py) and notebooks (.ipynb), in folders of any depth; each is read with the files that
                 it imports: of the folder in FOLDER that it stands in, or of all of FOLDER if it stands in none
  --alone        each by itself
  --write FILE   the list in a Markdown file, after its line "<!-- read-scripts -->"
  --help         this text

Exit status: 0, 2 wrong usage.
`;

/**
 * read: whole; remarks: all of it that is a network, with remarks; another: not the model that the script trains, but
 * another one of it; refused: none.
 */
type Outcome = 'read' | 'remarks' | 'another' | 'refused';

interface Reading {
  readonly name: string;
  readonly outcome: Outcome;
  readonly layers: number;
  /** The first thing that was said of it. */
  readonly said: string;
}

/** @returns the exit code of the process */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = optionsOf(argv);
    if (values.help) {
      print(HELP);
      return 0;
    }
    const [folder] = positionals;
    if (folder === undefined || positionals.length > 1)
      throw new UsageError(`one folder of scripts is needed. Received ${positionals.length}`);
    const scripts = await scriptsIn(folder).catch((cause: unknown) => {
      throw new UsageError(
        `'${folder}' cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      );
    });
    const beside = values.alone ? [] : await sourcesAt(folder, scripts);
    const readings = await Promise.all(scripts.map((name) => readingOf(folder, name, beside)));
    if (readings.length === 0) throw new UsageError(`'${folder}' has no .py and no .ipynb`);
    for (const { name, outcome, layers, said } of readings)
      print(`${outcome.padEnd(8)} ${name}: ${layers} layers${said && `; ${said}`}\n`);
    print(`${summaryOf(readings)}\n`);
    if (values.write !== undefined) await writeAfterMark(values.write, 'read-scripts', markdownOf(readings));
    return 0;
  } catch (error) {
    printError(`read-scripts: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

function optionsOf(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        write: { type: 'string' },
        alone: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function readingOf(folder: string, path: string, beside: readonly SourceFile[]): Promise<Reading> {
  const text = await readFile(join(folder, path), 'utf8');
  const name = withSlashes(path);
  // Programs stand side by side, each in a folder of its own.
  const program = /^[^/]*\//.exec(name)?.[0] ?? '';
  const others = beside.filter((one) => one.name !== name && one.name.startsWith(program));
  const code = programText(name, text, others);
  const isCifar = /cifar/i.test(name + (scriptOfNotebook(text) ?? text));
  const { layers, lints, model } = readCode(
    code,
    isCifar ? { picture: [32, 32, 3], classes: 10 } : undefined,
  );
  const errors = lints.filter(({ severity }) => severity === 'error');
  const isRead = model !== null && layers.length > 0 && errors.length === 0;
  const isAnother = (lint: Lint): boolean => lint.problem.code === 'otherModel';
  const [first] = errors.length > 0 ? errors : lints.some(isAnother) ? lints.filter(isAnother) : lints;
  return {
    ...{ name, layers: layers.length },
    outcome: !isRead ? 'refused' : lints.some(isAnother) ? 'another' : lints.length > 0 ? 'remarks' : 'read',
    said: first === undefined ? '' : `${placeText(code, first.from)}: ${shortText(first.problem)}`,
  };
}

/** `line 3`, or `model.py:3` in another file than the script. */
function placeText(code: string, at: number): string {
  const { file, line } = placeIn(code, at);
  return file === '' ? `line ${line}` : `${file}:${line}`;
}

/** Its first sentence: lists of what is known would fill the page. */
function shortText(problem: Problem): string {
  const sentence = (text: string): string => text.split('. ')[0] ?? '';
  if (problem.code !== 'otherModel') return sentence(lintText(problem));
  return lintText(problem).replace(lintText(problem.why), () => sentence(lintText(problem.why)));
}

const countOf = (readings: readonly Reading[], wanted: Outcome): number =>
  readings.filter(({ outcome }) => outcome === wanted).length;

const summaryOf = (readings: readonly Reading[]): string =>
  `Of ${readings.length} scripts ${countOf(readings, 'read')} are read whole, ${countOf(readings, 'remarks')} with remarks, ` +
  `of ${countOf(readings, 'another')} another model is read, ${countOf(readings, 'refused')} are refused.`;

const markdownOf = (readings: readonly Reading[]): string =>
  [
    summaryOf(readings),
    '',
    '| script | | layers | the first thing that is said |',
    '|---|---|---|---|',
    ...readings.map(
      ({ name, outcome, layers, said }) =>
        `| ${name} | ${outcome} | ${layers} | ${said.replaceAll('|', '\\|').replaceAll('<', '&lt;')} |`,
    ),
    '',
  ].join('\n');
