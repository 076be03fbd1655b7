// Files of a network as a network, in any format that Convscope reads. Loaded when a network is no web page of Convscope's:
// the formats are many, and one of them brings a library of its own (HDF5).

import { fitWeightsTo, type WeightGroup } from '../formats/fitWeights';
import { readModel, type NamedFile } from '../formats/formats';
import { isRecord, parseJson } from '../formats/json';
import { modelForPictures } from '../formats/pixelScale';
import { FormatError, type StoredModel } from '../formats/storedModel';
import { readManifest } from '../formats/tfjs/files';

/**
 * @param files a model; the files of a tfjs model; or a network without weights and a file of weights
 * @throws FormatError naming what cannot be read, and where
 */
export async function readNetworkFiles(
  files: readonly NamedFile[],
  how: {
    /** Fetches a file that a model.json names; null: they are among these. */
    readonly beside: ((path: string) => Promise<Uint8Array>) | null;
    /** A Rescaling of pixels of 0…255 is made one of pixels of 0…1. */
    readonly forPictures: boolean;
  },
): Promise<StoredModel> {
  const [first, second] = files;
  if (first === undefined) throw new FormatError('network', 'expected a file. Received none');
  if (second === undefined) return withWeights(first.name, await readOne(first, how));
  if (files.some(({ name }) => name.endsWith('.bin')))
    return withWeights(first.name, await readAll(files, how));
  return joined(await Promise.all(files.map((file) => readOne(file, how))), files);
}

type How = Parameters<typeof readNetworkFiles>[1];
type Read = StoredModel | { readonly groups: readonly WeightGroup[]; readonly remarks: readonly string[] };

async function readAll(files: readonly NamedFile[], { forPictures }: How): Promise<Read> {
  const result = await readModel(files);
  if (result.kind === 'weights') return result;
  return forPictures ? modelForPictures(result) : result.model;
}

async function readOne(file: NamedFile, how: How): Promise<Read> {
  const { beside } = how;
  const paths = beside === null ? [] : shardsOf(file);
  const shards = await Promise.all(
    paths.map(async (name) => ({ name, bytes: (await beside?.(name)) ?? new Uint8Array(0) })),
  );
  return readAll([file, ...shards], how);
}

/** The files that a model.json of tfjs names. */
function shardsOf({ name, bytes }: NamedFile): readonly string[] {
  if (!name.toLowerCase().endsWith('.json')) return [];
  const json = parseJson(name, bytes);
  if (!isRecord(json) || json.weightsManifest === undefined) return [];
  return [...new Set((readManifest(name, json).groups ?? []).flatMap(({ paths }) => paths))];
}

/** A network without weights, and weights without a network. */
function joined(read: readonly Read[], files: readonly NamedFile[]): StoredModel {
  const names = files.map(({ name }) => name).join(' and ');
  const model = read.find((one) => 'network' in one);
  const weights = read.find((one) => 'groups' in one);
  if (read.length !== 2 || model === undefined || weights === undefined)
    throw new FormatError(names, 'expected a network and its weights. Received something else');
  const fit = fitWeightsTo(model.network, weights.groups);
  const [missing, ...others] = fit.report.missing;
  if (missing !== undefined)
    throw new FormatError(
      names,
      `the weights have nothing for '${missing.parameter}', ${missing.shape.join('×')}${others.length > 0 ? `, nor for ${others.length} others` : ''}`,
    );
  return { ...model, weights: fit.weights };
}

function withWeights(where: string, read: Read): StoredModel {
  if ('groups' in read)
    throw new FormatError(where, 'holds weights without a network. Give the file of the network beside it');
  if (read.weights === null) throw new FormatError(where, 'expected a trained network. It has no weights');
  return read;
}
