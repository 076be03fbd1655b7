// What the page knows of training. The page drives a session and draws its layers; it never sees a plan, a graph or a
// dispatch. `TrainingSession` (session.ts) implements it, each part in a file of its own; what belongs to a part stands in
// its own facade.

import type { NetworkConfig } from '../models/network';
import type { EditingFacade } from './editing/editingFacade';
import type { FilesFacade } from './filesFacade';
import type { LayerWindows } from '../inspect/cell/layerWindows';
import type { History, Progress, SavedRun, SessionSettings, SessionState } from './runFacade';
import type { StageFacade } from './stageFacade';
import type { ToolsFacade, TwinsFacade } from './toolsFacade';
import type { Travel } from './travel/travelFacade';
import type { ShadersFacade } from '../inspect/shader/shaderFacade';
import type { CellExplanation, ColoursFacade, OpenedFacade } from '../inspect/viewsFacade';

export type * from './filesFacade';
export type * from './runFacade';
export type * from './stageFacade';
export type * from './toolsFacade';
export type * from './travel/travelFacade';
export type * from '../inspect/shader/shaderFacade';
export type * from '../inspect/viewsFacade';

/**
 * Events (plain `Event`s, read the state from the session):
 * `statechange` · `progress` (at most ten times a second) · `layerschange` (new views: redraw all) ·
 * `domainchange` (a colour range, or the count of what is no number, changed) · `openedchange` (see `opened`) ·
 * `notice` (see `notice`) · `travelchange` (see `travel`) · `editschange` (see `editing`) · `shaderschange` (see `shaders`) ·
 * `checkpoint` (see `lastSaved`).
 */
export interface TrainFacade extends StageFacade {
  readonly state: SessionState;
  readonly adapterDescription: string;
  readonly settings: SessionSettings;
  /** The network as data, every name and option written out. */
  readonly network: NetworkConfig;
  readonly progress: Progress;
  readonly history: History;
  readonly travel: Travel;
  /** The run as it was at the last copy on the host, a few seconds ago while training; null before the first one. */
  readonly lastSaved: SavedRun | null;
  readonly error: Error | null;
  /** A message for the person, as a locale key with values; the newest only. */
  readonly notice: {
    readonly key: string;
    readonly values: Readonly<Record<string, string | number>>;
  } | null;
  readonly colours: ColoursFacade;
  readonly opened: OpenedFacade;
  /** The shaders of what is shown, and typed ones in their place: for the maps, never for training. */
  readonly shaders: ShadersFacade;
  readonly tools: ToolsFacade;
  readonly twins: TwinsFacade;
  /** Pictures of the test set, for choosing one. Pixels 0…255. */
  readonly samples: readonly { readonly label: string; readonly pixels: Uint8Array }[];

  /** Changes to layers and to single numbers, and the way back. */
  readonly editing: EditingFacade;
  /** A model or a run from a file, in place of this one. */
  readonly files: FilesFacade;

  play(): void;
  pause(): Promise<void>;
  /** Takes exactly one training step, then rests. */
  step(): Promise<void>;
  /** Back to the same initial parameters. */
  reset(): Promise<void>;
  /** A new seed: other initial parameters, another order of pictures. */
  reseed(seed?: number): Promise<void>;
  /**
   * Another network, or this one with other options, on the same data; training begins anew. Parameters whose layer,
   * name and shape stay are kept. Training that was under way goes on.
   * @returns the names of the parameters kept
   * @throws ArchitectureError, or an Error where the network does not suit data or device: nothing has changed then
   */
  rebuild(network: NetworkConfig): Promise<readonly string[]>;
  /** The run as it is, once the steps under way are done. */
  save(): Promise<SavedRun>;
  /** Goes on with a saved run. @throws as rebuild does; nothing has changed then */
  load(run: SavedRun): Promise<void>;
  /**
   * A network with fresh parameters and an empty history.
   * @param settings those that differ from the ones now
   * @throws as rebuild does
   */
  startAfresh(network: NetworkConfig, settings?: Partial<Omit<SessionSettings, 'network'>>): Promise<void>;
  /** Takes effect with the next step; the schedule multiplies it. */
  setLearningRate(value: number): void;
  /** After a failure: rests at the last good parameters, with a tenth of the learning rate. */
  continueSlower(): void;
  /** Evaluates on the whole test set; resolves when `progress.testAccuracy` is new. */
  evaluate(): Promise<void>;

  /** Shows a picture of the right size: values 0…1, row-major, channels last. */
  showPicture(pixels: Float32Array): void;
  /** Recomputes the views if the picture or the parameters changed; true if anything did. Call once a frame before drawing. */
  refresh(): boolean;
  /** Reads one cell's operands back (< 1 KB). */
  explain(layer: string, index: readonly number[]): Promise<CellExplanation>;
  /** What the numbers of a layer read of its input, at once and without the GPU. @throws Error if there is no such layer */
  windows(layer: string): LayerWindows;
  /** The mean size of each map of a layer, on the picture shown (4 bytes a map are read back). */
  strengths(layer: string): Promise<readonly number[]>;
  /** Frees every GPU object of the session. */
  close(): void;
}
