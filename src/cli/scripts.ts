// Keras scripts and notebooks for the terminal programs: read as the code panel reads them, with the files that they import,
// and never run.

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative } from 'node:path';
import { FILE_LIMITS, joinFiles, placeIn, type SourceFile } from '../formats/keras/code/files';
import { completeCode } from '../formats/keras/code/complete';
import type { ReadingGoal } from '../formats/keras/code/goal';
import { lintText } from '../formats/keras/code/lints';
import { scriptOfNotebook } from '../formats/keras/code/notebook';
import { programFrom } from '../formats/keras/code/program';
import { readCode, type Lacking } from '../formats/keras/code/read';
import type { ReadSettings } from '../formats/keras/code/settings';
import { isSource, mostOf } from '../formats/keras/code/sources';
import { LIMITS } from '../formats/keras/code/syntax';
import { notTaken, trainingOf } from '../formats/keras/code/training';
import { FormatError, type CompileConfig, type StoredModel } from '../formats/storedModel';
import type { TrainingSettings } from '../formats/compiled';

export interface ScriptModel {
  /** Without weights. */
  readonly model: StoredModel;
  /** What compile() and fit() ask for; absent what they do not say. */
  readonly training: TrainingSettings;
}

/** Names of the scripts and notebooks in a folder of any depth. @throws Error where it cannot be read */
export async function scriptsIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  // A link may lead out of the folder.
  return entries
    .filter((entry) => entry.isFile() && isSource(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted();
}

export const withSlashes = (name: string): string => name.replaceAll('\\', '/');

/** What scripts may import: Python files that are no longer than a script may be. */
export async function sourcesAt(folder: string, names: readonly string[]): Promise<readonly SourceFile[]> {
  const sources: SourceFile[] = [];
  for (const name of names.filter((one) => extname(one) === '.py')) {
    const code = await codeAt(join(folder, name));
    if (code !== null && code.length <= LIMITS.size) sources.push({ name: withSlashes(name), code });
  }
  return sources;
}

/** Null of a file that is too large, or that nobody may read. */
async function codeAt(path: string): Promise<string | null> {
  try {
    return (await stat(path)).size > mostOf(path) ? null : await readFile(path, 'utf8');
  } catch {
    return null;
  }
}

/** The text that is read of a script. @param others what it may import */
export function programText(name: string, text: string, others: readonly SourceFile[]): string {
  const own = { name, code: scriptOfNotebook(text) ?? text };
  return joinFiles(others.length === 0 ? [own] : programFrom(name, [own, ...others]));
}

/** Folders of packages and repositories, which no script imports by their place. */
const ELSEWHERE = /^(\.|__pycache__$|node_modules$|site-packages$|venv$|env$)/;

/** Python files beside a script and in the folders there. */
async function neighboursOf(path: string): Promise<readonly SourceFile[]> {
  const folder = dirname(path);
  const names: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isFile()) names.push(entry.name);
    if (!entry.isDirectory() || ELSEWHERE.test(entry.name)) continue;
    const inside = await readdir(join(folder, entry.name), { withFileTypes: true });
    names.push(...inside.filter((one) => one.isFile()).map((one) => join(entry.name, one.name)));
  }
  const others = names.filter((name) => name !== basename(path) && extname(name) === '.py');
  return sourcesAt(folder, others.slice(0, FILE_LIMITS.files));
}

/**
 * @param goal pictures that the network shall tell apart: what it lacks for them is added; null: it is read as it stands
 * @throws FormatError naming file and line where no network is read
 */
export async function readScriptAt(path: string, goal: ReadingGoal | null): Promise<ScriptModel> {
  const text = await codeAt(path);
  if (text === null)
    throw new FormatError(
      path,
      `cannot be read, or is larger than a script: ${mostOf(path) / 1e6} MB at most`,
    );
  const own = programText(basename(path), text, await neighboursOf(path));
  const written = readCode(own, goal ?? undefined);
  const completed = goal === null || written.lacking.length === 0 ? null : completeCode(own, goal);
  const code = completed?.code ?? own;
  const reading = completed === null || goal === null ? written : readCode(code, goal);
  const placeOf = (at: number): string => {
    const { file, line } = placeIn(code, at);
    return `${file === '' ? path : join(dirname(path), file)}, line ${line}`;
  };
  const error = reading.lints.find(({ severity }) => severity === 'error');
  if (error !== undefined) throw new FormatError(placeOf(error.from), lintText(error.problem));
  if (goal !== null && reading.lacking.length > 0)
    throw new FormatError(path, `cannot tell the pictures apart: it still needs ${listed(reading.lacking)}`);
  if (reading.network === null) {
    const [said] = reading.lints;
    if (said !== undefined) throw new FormatError(placeOf(said.from), lintText(said.problem));
    throw new FormatError(
      path,
      reading.layers.length === 0
        ? 'describes no network: expected Sequential, Model, or a function that makes one'
        : 'does not say the shape of its input: expected Input(shape=…) or input_shape=…',
    );
  }
  const remarks = reading.lints.map(({ from, problem }) => `${placeOf(from)}: ${lintText(problem)}`);
  const { earlyStopping, reduceOnPlateau } = reading.settings.callbacks;
  const passedOver = [
    ...notTaken(reading).map((what) => PASSED_OVER[what]),
    ...(earlyStopping ? ['EarlyStopping is passed over; --validation SHARE keeps the best weights'] : []),
    ...(reduceOnPlateau ? ['ReduceLROnPlateau is passed over; --schedule lowers the rate'] : []),
  ].map((text) => `${path}: ${text}`);
  const added =
    completed === null ? [] : [`${path}: was given ${listed(written.lacking)}, to tell the pictures apart`];
  return {
    model: {
      network: reading.network,
      weights: null,
      remarks: [...added, ...remarks, ...(goal === null ? [] : passedOver)],
      compile: compiledOf(reading.settings),
    },
    training: trainingOf(reading),
  };
}

function compiledOf({
  optimizer,
  loss,
  labelSmoothing,
  fromLogits,
  lossWeights,
}: ReadSettings): CompileConfig | null {
  if (optimizer === null && loss === null) return null;
  const one = { labelSmoothing: labelSmoothing ?? 0, fromLogits: fromLogits !== null };
  return {
    optimizer: optimizer && {
      kind: optimizer.kind,
      options: optimizer.options,
      schedule: optimizer.schedule,
    },
    losses: loss === null ? null : [{ kind: loss, ...one }],
    lossWeights,
  };
}

const listed = (lacking: readonly Lacking[]): string => lacking.map((what) => LACKING[what]).join(', ');

const LACKING: Readonly<Record<Lacking, string>> = {
  input: 'the shape of its input',
  flat: 'pictures as its input and a Flatten',
  pictures: 'the pictures as its input',
  flatten: 'a Flatten before its answer',
  answer: 'an output for each class',
  softmax: 'a softmax',
};

const PASSED_OVER: Readonly<Record<ReturnType<typeof notTaken>[number], string>> = {
  loss: 'its loss is another than the cross-entropy of classes, which is taken here',
  validation: 'validation_split is passed over; --validation SHARE holds pictures out',
  schedule: 'the schedule of its learning rate is not known here; the first rate is kept',
  checkpoint: 'ModelCheckpoint is passed over; --save FILE keeps the result',
  monitor: 'a callback watches what training here does not; it is passed over',
  callback: 'other callbacks are passed over',
};
