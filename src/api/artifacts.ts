// A model in memory, as IO handlers get it and give it; the same as in tfjs. On disk it is a model.json and files of bytes.

import { parseJson } from '../formats/json';

export interface ModelArtifacts {
  /** The model in Keras's JSON. */
  readonly modelTopology?: unknown;
  readonly format?: string;
  readonly generatedBy?: string;
  readonly convertedBy?: string | null;
  readonly weightSpecs?: readonly unknown[];
  /** The bytes of all weights, in the order of the list. */
  readonly weightData?: ArrayBuffer | readonly ArrayBuffer[];
  /** The settings of compile(), if the optimizer is saved, too. */
  readonly trainingConfig?: unknown;
  readonly userDefinedMetadata?: unknown;
}

export interface ModelArtifactsInfo {
  readonly dateSaved: Date;
  readonly modelTopologyType: 'JSON';
  readonly modelTopologyBytes?: number;
  readonly weightSpecsBytes?: number;
  readonly weightDataBytes?: number;
}

export interface SaveResult {
  readonly modelArtifactsInfo: ModelArtifactsInfo;
}

export interface IOHandler {
  readonly load?: () => Promise<ModelArtifacts>;
  readonly save?: (artifacts: ModelArtifacts) => Promise<SaveResult>;
}

/** What saving reports. */
export function infoOf({ modelTopology, weightSpecs, weightData }: ModelArtifacts): ModelArtifactsInfo {
  const bytesOf = (json: unknown): number =>
    json === undefined ? 0 : new TextEncoder().encode(JSON.stringify(json)).length;
  return {
    dateSaved: new Date(),
    modelTopologyType: 'JSON',
    modelTopologyBytes: bytesOf(modelTopology),
    weightSpecsBytes: bytesOf(weightSpecs),
    weightDataBytes: weightData === undefined ? 0 : byteLengthOf(piecesOf(weightData)),
  };
}

/** The weights' bytes, in the pieces that they came in. */
export function piecesOf(weightData: NonNullable<ModelArtifacts['weightData']>): Uint8Array[] {
  const buffers = weightData instanceof ArrayBuffer ? [weightData] : weightData;
  return buffers.map((buffer) => new Uint8Array(buffer));
}

/** The bytes of all weights as one buffer. */
export function joined(weightData: NonNullable<ModelArtifacts['weightData']>): ArrayBuffer {
  return weightData instanceof ArrayBuffer ? weightData : oneBuffer(piecesOf(weightData));
}

const byteLengthOf = (pieces: readonly Uint8Array[]): number =>
  pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);

export function oneBuffer(pieces: readonly Uint8Array[]): ArrayBuffer {
  const whole = new Uint8Array(byteLengthOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole.buffer;
}

/** The text of model.json, whose weights are in one file beside it. */
export function modelJsonOf(artifacts: ModelArtifacts, weightsPath: string): string {
  const { weightSpecs, weightData, ...rest } = artifacts;
  const weightsManifest =
    weightData === undefined ? [] : [{ paths: [weightsPath], weights: weightSpecs ?? [] }];
  return JSON.stringify({ ...rest, weightsManifest });
}

/**
 * @param shardAt the bytes of a file beside model.json
 * @throws FormatError
 */
export async function fromModelJson(
  where: string,
  text: string,
  shardAt: (path: string) => Promise<Uint8Array<ArrayBuffer>>,
  onProgress: (fraction: number) => void = () => undefined,
): Promise<ModelArtifacts> {
  const json = parseJson(where, text);
  const { readManifest } = await import('./tfjsFormat');
  const { topology, groups } = readManifest(where, json);
  const { trainingConfig, userDefinedMetadata } = json as ModelArtifacts;
  const rest = {
    modelTopology: topology,
    ...(trainingConfig === undefined ? {} : { trainingConfig }),
    ...(userDefinedMetadata === undefined ? {} : { userDefinedMetadata }),
  };
  if (groups === null || groups.length === 0) return rest;
  const paths = groups.flatMap((group) => group.paths);
  let done = 0;
  const fetched = await Promise.all(
    paths.map(async (path) => {
      const bytes = await shardAt(path);
      done++;
      onProgress(done / paths.length);
      return bytes;
    }),
  );
  return {
    ...rest,
    weightSpecs: groups.flatMap(({ weights }) => weights),
    weightData: fetched.map(({ buffer, byteOffset, byteLength }) =>
      buffer.slice(byteOffset, byteOffset + byteLength),
    ),
  };
}
