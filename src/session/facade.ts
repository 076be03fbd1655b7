// The interface between the page and training. The page controls a session and draws its layers; it never uses a plan,
// a graph or a dispatch. `TrainingSession` (session.ts) implements it, each part in a file and with a facade of its
// own.

import type { DataReference } from '../data/dataSet';
import type { NetworkConfig } from '../models/network';
import type { EditingFacade } from './editing/editingFacade';
import type { FilesFacade } from './filesFacade';
import type { LayerWindows } from '../inspect/cell/layerWindows';
import type {
  History,
  Notice,
  Progress,
  Reached,
  SavedRun,
  SessionSettings,
  SessionState,
} from './runFacade';
import type { StageFacade } from './stageFacade';
import type { SessionData } from './trainingContext';
import type { ToolsFacade, TwinsFacade } from './toolsFacade';
import type { Travel } from './travel/travelFacade';
import type { ShadersFacade } from '../inspect/shader/shaderFacade';
import type { CellExplanation, ColoursFacade, OpenedFacade } from '../inspect/viewsFacade';
import type { MapFacts } from '../inspect/probe/mapFacts';

export type * from './filesFacade';
export type * from './runFacade';
export type * from './stageFacade';
export type * from './toolsFacade';
export type { MapFacts } from '../inspect/probe/mapFacts';
export type { SessionData } from './trainingContext';
export type * from './travel/travelFacade';
export type * from '../inspect/shader/shaderFacade';
export type * from '../inspect/viewsFacade';

export interface OpenDataOptions {
  /** In place of the current network; it is fitted as well. */
  readonly network?: NetworkConfig;
  /** Of that network, in place of the initial values of the seed, by `layer/parameter`. */
  readonly weights?: ReadonlyMap<string, Float32Array>;
  readonly settings?: Partial<Omit<SessionSettings, 'network'>>;
  /** 0…1; null if unknown. */
  readonly onProgress?: (fraction: number | null) => void;
  readonly signal?: AbortSignal;
}

/**
 * Events (plain `Event`s, read the state from the session):
 * `statechange` · `progress` (at most ten times a second) · `layerschange` (new views: redraw all) ·
 * `domainchange` (a colour range, or the count of what is no number, changed) · `openedchange` (see `opened`) ·
 * `notice` (see `notice`) · `travelchange` (see `travel`) · `editschange` (see `editing`) · `shaderschange` (see `shaders`) ·
 * `checkpoint` (see `lastSaved`) · `datachange` (see `data`; after `layerschange`).
 */
export interface TrainFacade extends StageFacade {
  readonly state: SessionState;
  /** The next step waits for its shaders, which are compiled when training first needs them. */
  readonly compiling: boolean;
  readonly adapterDescription: string;
  readonly settings: SessionSettings;
  /** The network as data, with every name and option. */
  readonly network: NetworkConfig;
  readonly progress: Progress;
  readonly history: History;
  readonly travel: Travel;
  /** The run at the last copy on the host, half a second old while training, older if it is large; null before the first. */
  readonly lastSaved: SavedRun | null;
  /** The step to which `catchUp` trains; null when it is reached. */
  readonly catchingUpTo: number | null;
  readonly error: Error | null;
  /** The newest message for the user, as a locale key with values. */
  readonly notice: Notice | null;
  readonly colours: ColoursFacade;
  readonly opened: OpenedFacade;
  /** The shaders of the displayed layers, and edited ones: for the maps, never for training. */
  readonly shaders: ShadersFacade;
  readonly tools: ToolsFacade;
  readonly twins: TwinsFacade;
  /** The pictures that the network learns from and is tested on. */
  readonly data: SessionData;
  /** `data` with all its pictures: before, those to learn from may not be drawn yet. @throws errors of the device */
  wholeData(): Promise<SessionData>;
  /** The first test picture of each class. Pixels 0…255. */
  readonly samples: readonly { readonly label: string; readonly pixels: Uint8Array }[];

  /** Edits of layers and of single numbers, and undo. */
  readonly editing: EditingFacade;
  /** Opens a model or a run from a file. */
  readonly files: FilesFacade;

  /** The run reached its end; training may go on. */
  readonly hasEnded: boolean;

  /**
   * Compiles the shaders of a training step ahead of `play` or `step`, which otherwise wait for them. Call this when
   * training is likely to be next; `patiently` while nobody waits: then one shader is compiled at a time, which leaves
   * time for what is pointed at, until the next call that is not patient.
   */
  prepareTraining(how?: 'patiently'): void;
  play(): void;
  pause(): Promise<void>;
  /** Resolves when training rests; after the end of a run, with its best weights. */
  ended(): Promise<void>;
  /** Ends the run here, with its best weights so far. */
  finish(): Promise<void>;
  /** What training has done since a copy of this run (`lastSaved`); null if the run has changed in any other way. */
  reachedSince(saved: SavedRun): Reached | null;
  /** Trains up to a step that this run had reached before, as it did then, and pauses there. */
  catchUp(reached: Reached): void;
  /** Takes exactly one training step, then pauses. */
  step(): Promise<void>;
  /** Resets to the same initial parameters. */
  reset(): Promise<void>;
  /** Draws a new seed: other initial parameters, another order of pictures. */
  reseed(seed?: number): Promise<void>;
  /**
   * Replaces the network by another one, or by this one with other options, on the same data; training starts from step
   * 0. Parameters with the same layer, name and shape are reused. If training was running, it continues.
   * @returns the names of the reused parameters
   * @throws ArchitectureError, or an Error if the network does not suit data or device; nothing is changed then
   */
  rebuild(network: NetworkConfig): Promise<readonly string[]>;
  /**
   * Replaces the data set; training pauses, at step 0. The network follows: its input and its number of outputs are
   * fitted. Its parameters that fit are reused; a network that is given starts with new ones. One undo entry.
   * @throws as the loader of the data and rebuild do, and the signal's reason; nothing is changed then
   */
  openData(reference: DataReference, options?: OpenDataOptions): Promise<void>;
  /** The run after the steps in flight. */
  save(): Promise<SavedRun>;
  /** Resumes a saved run. @throws as rebuild does; nothing is changed then */
  load(run: SavedRun): Promise<void>;
  /**
   * Starts a network with new initial parameters and an empty history.
   * @param settings those that differ from the current ones
   * @throws as rebuild does
   */
  startAfresh(network: NetworkConfig, settings?: Partial<Omit<SessionSettings, 'network'>>): Promise<void>;
  /** Takes effect with the next step; the schedule multiplies it. */
  setLearningRate(value: number): void;
  /** After a failure: pauses at the last good parameters, with a tenth of the learning rate. */
  continueSlower(): void;
  /**
   * Of a run that has diverged: sets it back to the newest snapshot up to a step, with another learning rate, and goes on.
   * The steps after it become the branch of `travel`.
   */
  goBackSlower(step: number, learningRate: number): Promise<void>;
  /** Evaluates the whole test set; resolves when `progress.testAccuracy` is updated. */
  evaluate(): Promise<void>;

  /**
   * Sets the picture: values 0…1, row-major, channels last, in the size of the network's input.
   * @param label its class, where it is known; absent: that of an equal sample, if there is one
   */
  showPicture(pixels: Float32Array, label?: number | null): void;
  /**
   * Recomputes the views if the picture or the parameters changed. Call once per frame, before drawing.
   * @returns how often they were computed so far
   */
  refresh(): number;
  /**
   * Whether the views may change with the next frame of the browser. While a slow device trains they change only with
   * `progress`, unless another picture was set.
   */
  readonly everyFrame: boolean;
  /** Explains one cell; reads its operands back (< 1 KB). */
  explain(layer: string, index: readonly number[]): Promise<CellExplanation>;
  /**
   * The part of its input that each number of a layer reads, synchronously, without the GPU. @throws Error if there is
   * no such layer
   */
  windows(layer: string): LayerWindows;
  /** The mean absolute activation of each map of a layer, for the displayed picture (4 bytes per map are read back). */
  strengths(layer: string): Promise<readonly number[]>;
  /** What one map shows, in numbers; `layer` null: the picture. Null for vectors, and for more than 4 MiB to be read. */
  mapFacts(layer: string | null, channel: number): Promise<MapFacts | null>;
  /**
   * Measures which kernels are fastest on this device, unless it is known, and compares what they compute with the
   * reference, once per device and version; call it when the first maps are drawn. Where the tuned kernels are wrong the
   * plain ones take over, and the run is again what it was when it was opened; where those are wrong, too, the session
   * fails with the numbers.
   */
  checkDevice(): Promise<void>;
  /** Frees every GPU object of the session. */
  close(): void;
}
