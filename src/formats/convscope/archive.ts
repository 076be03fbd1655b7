// Convscope's own file: a zip that any tool can look into.
//
//   convscope.json         what this is, of which version; the network; of a run its settings, step and history
//   weights.safetensors    all parameters by name; can be taken out and read alone
//   state/NAME.bin         of a run: what else training changes (training state, moments), as the bytes of its slab
//   past/N.bin             of a run: the N-th instant of its past that is kept
//
// A whole run comes back bit for bit: parameters lie padded in their slabs, and the padding is always zero.

import { defineNetwork, type Network } from '../../models/network';
import { slabLayout } from '../../models/slabLayout';
import type { DataReference } from '../../data/dataSet';
import type { SavedInstant, SavedRun } from '../../session/facade';
import { isRecord } from '../json';
import { ownNetwork } from '../ownNetwork';
import { modelOf, readSafeTensors, writeSafeTensors } from '../safetensors/safetensors';
import { FormatError, type CompileConfig, type StoredModel } from '../storedModel';
import { writeZip, ZipArchive } from '../zip';
import { checkRun } from './checkRun';
import { storedHistory, type StoredHistory } from './storedHistory';

export const MANIFEST = 'convscope.json';
const WEIGHTS = 'weights.safetensors';
const VERSION = 1;
const stateEntry = (slab: string): string => `state/${slab}.bin`;
const pastEntry = (at: number): string => `past/${at}.bin`;
/** In the safetensors file. */
const WEIGHT_SLABS: readonly string[] = ['parameters', 'state'];

export interface ConvscopeFile {
  readonly model: StoredModel;
  /** Absent in files of a network alone. */
  readonly run?: SavedRun;
}

interface Manifest {
  readonly format: 'convscope';
  readonly version: number;
  readonly network: SavedRun['network'];
  readonly run?: {
    readonly settings: SavedRun['settings'];
    readonly step: number;
    readonly halted: boolean;
    readonly history: StoredHistory;
    /** Names of the slabs under `state/`. */
    readonly slabs: readonly string[];
    /** In the order of `past/`. Absent where none are kept. */
    readonly past?: readonly Omit<SavedInstant, 'bytes'>[];
    /** Which data it was trained on; they are not in the file. */
    readonly dataset: DataReference | null;
  };
}

/** @throws FormatError */
export function readConvscope(where: string, bytes: Uint8Array): ConvscopeFile {
  const zip = new ZipArchive(where, bytes);
  const manifest = readManifest(where, zip);
  const network = ownNetwork(`${where}, its network`, manifest.network);
  const at = `${where}, entry '${WEIGHTS}'`;
  const model = zip.has(WEIGHTS) ? modelOf(at, readSafeTensors(at, zip.read(WEIGHTS))) : null;
  if (zip.has(WEIGHTS) && model === null) throw new FormatError(at, 'names no network');
  if (model !== null && JSON.stringify(model.network) !== JSON.stringify(network.toJSON()))
    throw new FormatError(at, `is of another network than '${MANIFEST}'`);
  const stored: StoredModel = { network: network.toJSON(), weights: model?.weights ?? null, remarks: [] };
  if (manifest.run === undefined) return { model: stored };
  return { model: stored, run: readRun(where, zip, network, stored, manifest.run) };
}

/** A network with its weights, or without. */
export function writeConvscopeModel(model: StoredModel): Uint8Array<ArrayBuffer> {
  const network = defineNetwork(model.network);
  const manifest: Manifest = { format: 'convscope', version: VERSION, network: network.toJSON() };
  return writeZip(
    new Map<string, Uint8Array | string>([
      [MANIFEST, JSON.stringify(manifest)],
      ...(model.weights === null ? [] : [[WEIGHTS, writeSafeTensors(model)] as const]),
    ]),
  );
}

/** The whole run. @throws FormatError where its parameters are not those of its network */
export function writeConvscopeRun(run: SavedRun): Uint8Array<ArrayBuffer> {
  const network = defineNetwork(run.network);
  const { slabs, step, halted } = run.checkpoint;
  const { past = [] } = run;
  const others = Object.entries(slabs).filter(([name]) => !WEIGHT_SLABS.includes(name));
  const manifest: Manifest = {
    format: 'convscope',
    version: VERSION,
    network: network.toJSON(),
    run: {
      settings: run.settings,
      step,
      halted,
      history: storedHistory(run.history),
      slabs: others.map(([name]) => name),
      ...(past.length > 0 ? { past: past.map(({ bytes: _, ...instant }) => instant) } : {}),
      dataset: run.data ?? null,
    },
  };
  return writeZip(
    new Map<string, Uint8Array | string>([
      [MANIFEST, JSON.stringify(manifest)],
      [WEIGHTS, writeSafeTensors(modelOfRun(run))],
      ...others.map(([name, slab]) => [stateEntry(name), new Uint8Array(slab)] as const),
      ...past.map(({ bytes }, at) => [pastEntry(at), new Uint8Array(bytes)] as const),
    ]),
  );
}

/** The network of a run with its weights: what other formats keep of it. @throws FormatError */
export function modelOfRun({ network: config, checkpoint, settings }: SavedRun): StoredModel {
  const network = defineNetwork(config);
  const { places, bytes } = slabLayout(network);
  const weights = places.map(({ name, shape, slab, offsetBytes }) => {
    const buffer = checkpoint.slabs[slab];
    if (buffer?.byteLength !== bytes[slab]) {
      const found = buffer?.byteLength ?? 'no';
      throw new FormatError(network.name, `its ${slab} should be ${bytes[slab]} bytes. Received ${found}`);
    }
    const count = shape.reduce((product, length) => product * length, 1);
    return [name, new Float32Array(buffer, offsetBytes, count).slice()] as const;
  });
  return {
    ...{ network: network.toJSON(), weights: new Map(weights), remarks: [] },
    compile: compileOf(settings),
  };
}

/** As Keras's compile(): a run's schedule over all of its epochs is none there. */
function compileOf(settings: SavedRun['settings']): CompileConfig {
  const { optimizer, optimizerOptions, learningRate, schedule, labelSmoothing, lossWeights } = settings;
  return {
    optimizer: {
      kind: optimizer,
      options: { ...optimizerOptions, learningRate },
      schedule: schedule ?? null,
    },
    losses: [
      {
        ...{ kind: 'sparseCategoricalCrossentropy', labelSmoothing: labelSmoothing ?? 0 },
        fromLogits: false,
      },
    ],
    lossWeights: lossWeights ?? null,
  };
}

function readManifest(where: string, zip: ZipArchive): Manifest {
  const manifest = zip.json(MANIFEST);
  const at = `${where}, entry '${MANIFEST}'`;
  if (!isRecord(manifest) || manifest.format !== 'convscope' || !isRecord(manifest.network))
    throw new FormatError(at, 'is not what Convscope writes');
  const { version } = manifest;
  if (version !== VERSION) {
    throw new FormatError(
      at,
      typeof version === 'number' && version > VERSION
        ? `is of version ${version}, newer than this Convscope, which reads version ${VERSION}`
        : `is of version ${String(version)}; this Convscope reads version ${VERSION}`,
    );
  }
  return manifest as unknown as Manifest;
}

function readRun(
  where: string,
  zip: ZipArchive,
  network: Network,
  { weights }: StoredModel,
  stored: NonNullable<Manifest['run']>,
): SavedRun {
  const at = `${where}, its run`;
  if (weights === null) throw new FormatError(where, `holds a run, but no '${WEIGHTS}'`);
  if (!isRecord(stored) || !Array.isArray(stored.slabs) || !isRecord(stored.history))
    throw new FormatError(at, 'is not what Convscope writes');
  const { places, bytes } = slabLayout(network);
  const slabs: Record<string, ArrayBuffer> = {
    parameters: new ArrayBuffer(bytes.parameters),
    state: new ArrayBuffer(bytes.state),
  };
  for (const { name, slab, offsetBytes } of places) {
    const values = weights.get(name) ?? new Float32Array(0);
    new Float32Array(slabs[slab] ?? new ArrayBuffer(0), offsetBytes, values.length).set(values);
  }
  for (const name of stored.slabs as readonly unknown[]) {
    if (typeof name !== 'string' || name === '__proto__' || WEIGHT_SLABS.includes(name))
      throw new FormatError(at, `has a part with an unknown name: ${JSON.stringify(name)}`);
    slabs[name] = zip.read(stateEntry(name)).buffer;
  }
  const { settings, step, halted, history, dataset } = stored;
  const listed = Array.isArray(stored.past) ? (stored.past as readonly unknown[]).filter(isRecord) : [];
  const past = listed.map((instant, i): SavedInstant => {
    const { step: at, learningRate } = instant;
    return { step: Number(at), learningRate: Number(learningRate), bytes: zip.read(pastEntry(i)).buffer };
  });
  const run: SavedRun = {
    network: network.toJSON(),
    settings,
    checkpoint: { step, halted, slabs },
    history,
    ...(isRecord(dataset) ? { data: dataset } : {}),
    ...(past.length > 0 ? { past } : {}),
  };
  try {
    checkRun(run);
  } catch (cause) {
    throw new FormatError(at, message(cause), { cause });
  }
  return run;
}

function message(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
