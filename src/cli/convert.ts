// `npm run convert`: a model from one format to another.

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fitWeights } from '../formats/fitWeights';
import { modelForPictures } from '../formats/pixelScale';
import { withProbabilities } from '../formats/probabilities';
import { writePyTorchProgram } from '../formats/pytorch/program';
import type { StoredModel } from '../formats/storedModel';
import { checkWeights } from '../formats/weights';
import { defineNetwork } from '../models/anyNetwork';
import { PRESETS } from '../models/presets';
import { initialValues } from '../models/initialValues';
import { FORMAT_LINES, readModelAt, saveTarget, writeModelTo, type SaveTarget } from './modelFiles';
import { fitText, readText, writtenText } from './modelReport';
import { UsageError } from './options';
import { print, printError } from './print';

const HELP = `Converts a model from one format to another, and says what was read and what could not be kept.

  npm run convert -- IN OUT
  npm run convert -- lenet5.keras lenet5.onnx
  npm run convert -- trained.weights.h5 trained.keras --onto lenet5
  npm run convert -- fruit.keras fruit.html --labels apple,banana,orange
  npm run convert -- lenet5.keras program --for torch

  IN              a file in any format below, a Keras script or notebook (NAME.py, NAME.ipynb: read, never run, with initial weights),
                  the model.json of a tfjs model with its shards beside it, or a folder
  OUT             the file to write; its extension chooses the format, a folder is written for tfjs
  --onto NETWORK  if IN holds only weights: the network they belong to, by name (${Object.keys(PRESETS).slice(0, 3).join(', ')}, …) or in a file
  --for torch     OUT is a folder: a PyTorch program that trains the network on other machines, from these weights
  --labels A,B,…  if OUT is a web page: the names of the classes, in the order of the outputs
  --help          this text

${FORMAT_LINES}
  NAME/              a folder: TensorFlow.js

Of a Convscope session only the network and weights are converted. Exit status: 0 written, 1 the model could not be read or
written, 2 wrong usage.
`;

/** @returns the exit code of the process: 0 done, 1 failed, 2 wrong usage */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = readOptions(argv);
    if (options === null) {
      print(HELP);
      return 0;
    }
    const { from, to, onto, labels } = options;
    const read = await readModelAt(from);
    print(readText(read));
    const model = toMeetPictures(to.format, read, withWeights(await modelOf(read, onto), read));
    if (to.format === 'torch') {
      print(`'${to.path}': ${await writeProgram(to.path, model)}\n`);
      return 0;
    }
    const { bytes, remarks } = await writeModelTo(to, model, labels).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`'${to.path}' could not be written: ${reason}`, { cause });
    });
    print(writtenText(to.path, to.format, bytes, remarks));
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    printError(`${error.message}\n`);
    if (error instanceof UsageError) printError('See: npm run convert -- --help\n');
    return error instanceof UsageError ? 2 : 1;
  }
}

type Read = Awaited<ReturnType<typeof readModelAt>>;

/** That of `npm run train`. */
const SEED = 1;

interface ConvertOptions {
  readonly from: string;
  readonly to: SaveTarget | { readonly format: 'torch'; readonly path: string };
  readonly onto: string | null;
  /** Of a web page; else empty. */
  readonly labels: readonly string[];
}

/** @returns null if the help was asked for. @throws UsageError */
function readOptions(argv: readonly string[]): ConvertOptions | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        onto: { type: 'string' },
        for: { type: 'string' },
        labels: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    if (values.help === true) return null;
    const [from, out, ...more] = positionals;
    if (from === undefined || out === undefined || more.length > 0)
      throw new UsageError(`expected IN and OUT. Received ${positionals.length} names`);
    if (resolve(from) === resolve(out)) throw new UsageError(`IN and OUT are the same: '${from}'`);
    if (values.for !== undefined && values.for !== 'torch')
      throw new UsageError(`--for must be torch. Received '${values.for}'`);
    const to = values.for === undefined ? saveTarget(out) : ({ format: 'torch', path: out } as const);
    if ((to.format === 'html') !== (values.labels !== undefined))
      throw new UsageError(
        to.format === 'html'
          ? `a web page needs the names of its classes: --labels A,B,…`
          : `--labels is only for a web page. Received OUT '${out}'`,
      );
    const labels = values.labels?.split(',').map((label) => label.trim()) ?? [];
    if (labels.includes(''))
      throw new UsageError(`--labels: expected names between the commas. Received '${values.labels ?? ''}'`);
    return { from, to, onto: values.onto ?? null, labels };
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause), {
      cause,
    });
  }
}

/** @returns the names of the files. @throws FormatError, or an Error where the folder holds other files */
async function writeProgram(folder: string, model: StoredModel): Promise<string> {
  const files = writePyTorchProgram(model, model.compile?.lossWeights ?? []);
  await mkdir(folder, { recursive: true });
  const others = (await readdir(folder)).filter((name) => !files.has(name));
  if (others.length > 0)
    throw new Error(`'${folder}' holds other files: ${others.slice(0, 5).join(', ')}. Choose a new folder`);
  for (const [name, content] of files) await writeFile(join(folder, name), content);
  return [...files.keys()].join(', ');
}

/** A web page and a PyTorch program show a model pictures of 0 to 1, and take probabilities from it; other formats keep what it was made for. */
function toMeetPictures(format: string, read: Read, model: StoredModel): StoredModel {
  if ((format !== 'html' && format !== 'torch') || read.kind !== 'model') return model;
  const meant = withProbabilities(read.file, modelForPictures({ ...read, model }));
  for (const remark of meant.remarks.slice(model.remarks.length)) print(`  ${remark}\n`);
  return meant;
}

/** A script has no weights: they are drawn as training draws them. */
function withWeights(model: StoredModel, { format }: Read): StoredModel {
  if (format !== 'script') return model;
  print(`  weights: initial ones, of seed ${SEED}\n`);
  return { ...model, weights: initialValues(defineNetwork(model.network), SEED) };
}

/** @throws FormatError or an Error where weights have no network, or do not fill it */
async function modelOf(read: Read, onto: string | null): Promise<StoredModel> {
  if (read.kind === 'model') {
    if (onto === null) return read.model;
    throw new UsageError(`--onto is only for files without a network; '${read.file}' holds a network`);
  }
  if (onto === null) {
    throw new UsageError(`'${read.file}' holds only weights; name their network with --onto NETWORK`);
  }
  const base = await networkOf(onto);
  const network = defineNetwork(base.network);
  const { weights, report } = fitWeights(network, read.groups);
  print(fitText(report));
  if (weights.size === 0) throw new Error(`no weight of '${read.file}' fits '${network.name}'`);
  const all = new Map([...(base.weights ?? []), ...weights]);
  checkWeights(read.file, network, all);
  return { network: base.network, weights: all, remarks: [] };
}

async function networkOf(onto: string): Promise<StoredModel> {
  const preset = Object.hasOwn(PRESETS, onto) ? PRESETS[onto] : undefined;
  if (preset !== undefined) return { network: defineNetwork(preset).toJSON(), weights: null, remarks: [] };
  const read = await readModelAt(onto).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`--onto must be one of ${Object.keys(PRESETS).join(', ')}, or a file. ${reason}`, {
      cause,
    });
  });
  if (read.kind === 'model') return read.model;
  throw new UsageError(`--onto: '${onto}' holds only weights, no network`);
}
