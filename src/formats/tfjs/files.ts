// A tfjs layers model as files: model.json, with the topology and a manifest of the weights, and the shards that hold
// their bytes.
//
//   "weightsManifest": [{ "paths": ["group1-shard1of2.bin", …], "weights": [{ "name", "shape", "dtype" }, …] }, …]
//
// The shards of a group follow one another; a weight may begin in one and end in the next. Shards are 4 MB, so that
// browsers can cache them.
// Source: tfjs-core, io/types.ts; tensorflowjs, write_weights.py.

import { listAt, parseJson, received, recordAt, textAt, type JsonRecord } from '../json';
import { FormatError, type StoredModel } from '../storedModel';
import {
  artifactsFromModel,
  ByteRun,
  GRAPH_MODEL,
  modelFromArtifacts,
  weightsIn,
  type StoredWeight,
} from './artifacts';
import { readWeightSpecs, storedBytes, type WeightSpec } from './weightSpecs';

/** Files by path, of a folder, an archive, or a drop of files. */
export type Files = ReadonlyMap<string, Uint8Array>;

const SHARD_BYTES = 4 * 1024 * 1024;

/**
 * @param path of the model's JSON. Absent: the only `.json` file, or the one called model.json
 * @throws FormatError naming file, weight or layer, what was expected and what is there
 */
export function readTfjs(files: Files, path = modelPath(files)): StoredModel {
  const bytes = files.get(path);
  if (bytes === undefined) throw new FormatError(path, `there is no such file among ${listed(files.keys())}`);
  return readModelJson(path, parseJson(path, bytes), (groups) =>
    groups.map(({ paths }) => paths.map((shard) => findShard(files, path, shard))),
  );
}

export interface WeightGroup {
  readonly paths: readonly string[];
  readonly weights: readonly WeightSpec[];
}

/** What a model.json says, before its shards are there. `groups` is null where it has no weights. */
export function readManifest(
  where: string,
  json: unknown,
): { readonly topology: unknown; readonly groups: readonly WeightGroup[] | null } {
  const record = recordAt(where, 'a model', json);
  if (record.format === 'graph-model') throw new FormatError(where, GRAPH_MODEL);
  if (record.modelTopology === undefined || record.modelTopology === null) {
    // Keras's own JSON, or a tfjs file that lost its topology.
    if (record.class_name === undefined && record.model_config === undefined)
      throw new FormatError(where, "has no 'modelTopology': it is not a tfjs model");
    return { topology: record, groups: null };
  }
  const manifest = record.weightsManifest;
  if (manifest === undefined || manifest === null) return { topology: record.modelTopology, groups: null };
  return {
    topology: record.modelTopology,
    groups: listAt(where, "'weightsManifest'", manifest).map((group, i) => readGroup(where, group, i)),
  };
}

function readGroup(where: string, json: unknown, index: number): WeightGroup {
  const at = `${where}: group ${index + 1} of 'weightsManifest'`;
  const group = recordAt(at, 'it', json);
  const paths = listAt(at, "'paths'", group.paths).map((path) => checkedPath(at, path));
  return { paths, weights: readWeightSpecs(at, group.weights) };
}

/** @throws FormatError unless the path stays in the model's folder */
function checkedPath(where: string, path: unknown): string {
  const text = textAt(where, "a path in 'paths'", path).replace(/^\.\//, '');
  const steps = text.split('/');
  if (/^[a-z][a-z\d+.-]*:|\\|\0/i.test(text) || steps.includes('..') || steps.includes('')) {
    throw new FormatError(
      where,
      `a path must name a file beside the model or below it. Received ${received(text)}`,
    );
  }
  return text;
}

/**
 * @param shardsOf the bytes of every shard, by group
 * @throws FormatError
 */
function readModelJson(
  where: string,
  json: unknown,
  shardsOf: (groups: readonly WeightGroup[]) => readonly (readonly Uint8Array[])[],
): StoredModel {
  const { topology, groups } = readManifest(where, json);
  return modelFromArtifacts(where, topology, groups === null ? null : join(where, groups, shardsOf(groups)));
}

/** The weights of all groups. @throws FormatError where a group's shards are too short or too long, naming one */
export function join(
  where: string,
  groups: readonly WeightGroup[],
  shards: readonly (readonly Uint8Array[])[],
): readonly StoredWeight[] {
  return groups.flatMap((group, i) => {
    const pieces = shards[i] ?? [];
    const needed = group.weights.reduce((sum, spec) => sum + storedBytes(spec), 0);
    const run = new ByteRun(pieces);
    if (run.length === needed) return weightsIn(where, group.weights, run);
    const amount = Math.abs(needed - run.length);
    throw new FormatError(
      `${where}: ${suspect(group.paths, pieces)}`,
      `the weights of group ${i + 1} take ${needed} bytes, its ${pieces.length} shards hold ${run.length}: ` +
        `${amount} bytes too ${run.length < needed ? 'few' : 'many'}`,
    );
  });
}

/** All shards but the last have one length: the first that has another is cut off, or else the last is. */
function suspect(paths: readonly string[], pieces: readonly Uint8Array[]): string {
  const [first] = pieces;
  const odd = pieces.slice(0, -1).findIndex((piece) => piece.length !== first?.length);
  const at = odd === -1 ? pieces.length - 1 : odd;
  return `shard '${paths[at] ?? ''}' (${pieces[at]?.length ?? 0} bytes)`;
}

function modelPath(files: Files): string {
  const found = [...files.keys()].filter((path) => path.toLowerCase().endsWith('.json'));
  const named = found.filter((path) => path.split('/').at(-1) === 'model.json');
  const [path, ...others] = named.length > 0 ? named : found;
  if (path === undefined)
    throw new FormatError('tfjs model', `expected a model.json. Received ${listed(files.keys())}`);
  if (others.length > 0)
    throw new FormatError('tfjs model', `expected one model.json. Received ${listed([path, ...others])}`);
  return path;
}

/** Beside the model; of a drop of files, whose folders are not known, by its name alone. */
function findShard(files: Files, model: string, shard: string): Uint8Array {
  const folder = model.slice(0, model.lastIndexOf('/') + 1);
  const bytes = files.get(folder + shard) ?? files.get(shard.split('/').at(-1) ?? '');
  if (bytes !== undefined) return bytes;
  const others = [...files.keys()].filter((path) => path !== model);
  throw new FormatError(model, `shard '${shard}' is missing. There are ${listed(others)}`);
}

function listed(paths: Iterable<string>): string {
  const all = [...paths];
  if (all.length === 0) return 'no other files';
  return `${all.slice(0, 5).join(', ')}${all.length > 5 ? ` and ${all.length - 5} more` : ''}`;
}

/**
 * @returns model.json and shards of 4 MB, in the names that the tfjs converter gives; and what is written otherwise
 * @throws FormatError where tfjs has no such layer, or a weight is missing or no number
 */
export function writeTfjs(model: StoredModel): {
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
  readonly remarks: readonly string[];
} {
  const { artifacts, remarks } = artifactsFromModel(model.network.name, model);
  const { weightSpecs, weightData, ...rest } = artifacts;
  const shards = model.weights === null ? [] : shardsOf(weightData);
  const paths = shards.map((_, i) => `group1-shard${i + 1}of${shards.length}.bin`);
  const json: JsonRecord = {
    ...rest,
    ...(model.weights === null ? {} : { weightsManifest: [{ paths, weights: weightSpecs }] }),
  };
  const files = new Map<string, Uint8Array<ArrayBuffer>>([
    ['model.json', new TextEncoder().encode(JSON.stringify(json))],
  ]);
  shards.forEach((shard, i) => files.set(paths[i] ?? '', shard));
  return { files, remarks };
}

function shardsOf(weightData: readonly Float32Array[]): Uint8Array<ArrayBuffer>[] {
  const run = new ByteRun(
    weightData.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
  );
  const shards: Uint8Array<ArrayBuffer>[] = [];
  for (let start = 0; start < run.length; start += SHARD_BYTES)
    shards.push(run.read(start, Math.min(SHARD_BYTES, run.length - start)).slice());
  return shards;
}
