// safetensors: eight bytes that say how long the header is, the header as JSON, then the numbers, end to end.
//
// What the lengths claim is checked against the file before anything is read by them. A file of ours also holds the
// network, so that it comes back whole; from any other, weights alone are read.
// Source: https://github.com/huggingface/safetensors, "Format"

import { shapeText, sizeOf } from '../../graph/tensor';
import { defineNetwork } from '../../models/network';
import { EXACT, toFloat32, WIDTHS, type NumberType } from '../floats';
import { isRecord, parseJson, received, recordAt } from '../json';
import { ownNetwork } from '../ownNetwork';
import { FormatError, type StoredModel, type StoredTensor } from '../storedModel';
import { checkWeights, parametersOf } from '../weights';

/** The reference implementation's own limit. */
const MAX_HEADER_BYTES = 100_000_000;
const LENGTH_BYTES = 8;
/** Numbers begin at a multiple of this, so that they can be mapped as they lie. */
const ALIGNMENT = 8;
/** The keys of ours in `__metadata__`. */
const VERSION_KEY = 'convscope';
const NETWORK_KEY = 'network';
const VERSION = '1';

export interface SafeTensors {
  /** In the order of their numbers in the file. */
  readonly tensors: readonly StoredTensor[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly remarks: readonly string[];
}

/** Could it be one? The length fits the file and a JSON object begins. */
export function looksLikeSafeTensors(bytes: Uint8Array): boolean {
  return bytes.byteLength > LENGTH_BYTES && bytes[LENGTH_BYTES] === 0x7b && headerBytes(bytes) !== null;
}

/** @throws FormatError */
export function readSafeTensors(where: string, bytes: Uint8Array): SafeTensors {
  const length = headerBytes(bytes);
  if (length === null) {
    throw new FormatError(
      where,
      bytes.byteLength < LENGTH_BYTES
        ? `is not a safetensors file: ${bytes.byteLength} bytes are too few for the length of a header`
        : `the first eight bytes say that the header has ${statedLength(bytes)} bytes, but ${bytes.byteLength - LENGTH_BYTES} follow`,
    );
  }
  const header = readHeader(where, bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
  const data = bytes.subarray(LENGTH_BYTES + length);
  const { __metadata__: metadata = {}, ...entries } = header;
  const places = Object.entries(entries).map(([name, entry]) =>
    readEntry(where, name, entry, data.byteLength),
  );
  places.sort((a, b) => a.from - b.from || a.to - b.to);
  let end = 0;
  for (const { name, from, to } of places) {
    if (from !== end) {
      throw new FormatError(
        `${where}, tensor '${name}'`,
        from < end
          ? `begins at byte ${from}, inside of the tensor before it, which ends at ${end}`
          : `begins at byte ${from}; bytes ${end} to ${from} belong to no tensor`,
      );
    }
    end = to;
  }
  if (end !== data.byteLength)
    throw new FormatError(where, `${data.byteLength - end} bytes after the last tensor belong to no tensor`);
  const rounded = places.filter(({ type }) => !EXACT.has(type));
  return {
    tensors: places.map(({ name, shape, type, from, to }) => ({
      name,
      shape,
      values: toFloat32(type, data.subarray(from, to)),
    })),
    metadata: readMetadata(where, metadata),
    remarks: rounded.map(({ name, type }) => `${where}: '${name}' is ${type}, and was rounded to f32`),
  };
}

/** The model of a file of ours; null where the file holds weights without an architecture. @throws FormatError */
export function modelOf(where: string, { tensors, metadata, remarks }: SafeTensors): StoredModel | null {
  const text = metadata[NETWORK_KEY];
  const version = metadata[VERSION_KEY];
  if (version === undefined || text === undefined) return null;
  if (version !== VERSION)
    throw new FormatError(where, `is of version ${version}; this Convscope reads version ${VERSION}`);
  const at = `${where}, its network`;
  const network = ownNetwork(at, parseJson(at, text));
  const weights = new Map(tensors.map(({ name, values }) => [name, values]));
  checkWeights(where, network, weights);
  for (const { name, shape } of parametersOf(network)) {
    const found = tensors.find((tensor) => tensor.name === name);
    if (found && shapeText(found.shape) !== shapeText(shape))
      throw new FormatError(
        where,
        `'${name}' should be ${shapeText(shape)}. It is ${shapeText(found.shape)}`,
      );
  }
  return { network: network.toJSON(), weights, remarks };
}

/** F32, named `layer/parameter`, with the network in the metadata. */
export function writeSafeTensors(model: StoredModel): Uint8Array<ArrayBuffer> {
  const network = defineNetwork(model.network);
  const weights = model.weights ?? new Map<string, Float32Array>();
  if (model.weights !== null) checkWeights(network.name, network, model.weights);
  const places = parametersOf(network).filter(({ name }) => weights.has(name));
  let end = 0;
  const entries = places.map(({ name, shape }) => {
    const from = end;
    end += sizeOf(shape) * WIDTHS.F32;
    return [name, { dtype: 'F32', shape, data_offsets: [from, end] }] as const;
  });
  const metadata = { [VERSION_KEY]: VERSION, [NETWORK_KEY]: JSON.stringify(network.toJSON()) };
  const json = new TextEncoder().encode(
    JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }),
  );
  const length = Math.ceil(json.byteLength / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(LENGTH_BYTES + length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + length);
  bytes.set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + length;
  for (const { name } of places) {
    const values = weights.get(name) ?? new Float32Array(0);
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

function statedLength(bytes: Uint8Array): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
}

/** Null where the header cannot be that long. */
function headerBytes(bytes: Uint8Array): number | null {
  if (bytes.byteLength < LENGTH_BYTES) return null;
  const length = statedLength(bytes);
  const fits = length >= 2n && length <= BigInt(Math.min(MAX_HEADER_BYTES, bytes.byteLength - LENGTH_BYTES));
  return fits ? Number(length) : null;
}

function readHeader(where: string, bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const header = parseJson(`${where}, its header`, bytes);
  if (!isRecord(header)) throw new FormatError(`${where}, its header`, 'is not a JSON object of tensors');
  return header;
}

function readMetadata(where: string, metadata: unknown): Readonly<Record<string, string>> {
  if (isRecord(metadata) && Object.values(metadata).every((value) => typeof value === 'string'))
    return metadata as Readonly<Record<string, string>>;
  throw new FormatError(`${where}, '__metadata__'`, 'must hold only strings');
}

interface Place {
  readonly name: string;
  readonly type: NumberType;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function readEntry(file: string, name: string, entry: unknown, dataBytes: number): Place {
  const where = `${file}, tensor '${name}'`;
  const { dtype, shape, data_offsets: offsets } = recordAt(where, 'it', entry);
  if (typeof dtype !== 'string' || !Object.hasOwn(WIDTHS, dtype)) {
    throw new FormatError(
      where,
      `its dtype is ${received(dtype)}; known are ${Object.keys(WIDTHS).join(', ')}`,
    );
  }
  const type = dtype as NumberType;
  if (!Array.isArray(shape) || !shape.every(isCount))
    throw new FormatError(where, `its shape is ${received(shape)}; it must be a list of whole numbers`);
  const [from, to] = Array.isArray(offsets) ? (offsets as readonly unknown[]) : [];
  if (!isCount(from) || !isCount(to) || from > to || to > dataBytes) {
    throw new FormatError(
      where,
      `lies at bytes ${received(offsets)} of ${dataBytes}: not a place in the file`,
    );
  }
  const bytes = sizeOf(shape) * WIDTHS[type];
  if (bytes !== to - from) {
    throw new FormatError(
      where,
      `${shapeText(shape)} numbers of ${type} are ${bytes} bytes, but its place has ${to - from}`,
    );
  }
  return { name, type, shape, from, to };
}
