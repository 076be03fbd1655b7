// What the page knows of training. The page drives a session and draws its layers; it never sees a plan,
// a graph or a dispatch. `TrainingSession` (session.ts) implements it.

import type { TensorView } from '../gpu/tensorView';
import type { NetworkConfig } from '../models/network';
import type { ColourScale, Domain } from './colourDomain';
import type { EditingFacade } from './editingFacade';
import type { SavedHistory } from './history';
import type { Microscope } from './microscope';
import type { ShiftAccuracy } from './shiftAccuracy';
import type { ShiftProbe } from './shifts';
import type { Drives } from './drivesFacade';
import type { PoolingSettings, Poolings } from './poolings';
import type { Checkpoint } from './trainer';
import type { TwinChange, TwinLayer } from './twinChange';
import type { Twins } from './twins';

/**
 * loading    data or network on its way        compiling  shaders are being built
 * idle       ready, paused                     training   steps are being taken
 * failed     training stopped on an error (see `error`): parameters are the last good ones
 * recovering the device was lost; a new one is being set up from the last checkpoint
 */
export type SessionState = 'loading' | 'compiling' | 'idle' | 'training' | 'failed' | 'recovering';

/** How many numbers of a tensor are none: they are drawn with a pattern and left out of its range. */
export interface Broken {
  readonly nan: number;
  /** +∞ and −∞. */
  readonly infinite: number;
}

/** One layer of the network on the picture shown. Views change identity when the network or the device does. */
export interface LayerView {
  readonly name: string;
  /** The name of the tfjs factory, such as `conv2d`. */
  readonly kind: string;
  /** The name in Keras, such as `Conv2D`. */
  readonly className: string;
  /** Without the batch axis: [28, 28, 6] or [120]. */
  readonly outputShape: readonly number[];
  readonly inputShapes: readonly (readonly number[])[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly parameterCount: number;
  /** The layer's output for the picture shown. For the last layer: the probabilities. */
  readonly activation: TensorView;
  /** [kernelHeight, kernelWidth, channelsIn, filters] for a convolution, [inputs, units] for a dense layer. */
  readonly kernel: TensorView | null;
  readonly bias: TensorView | null;
  /**
   * The range the colours of this layer's maps span, symmetric for kernels: its own, or under the scope `network` that
   * of all layers. Grows in round steps, and shrinks only where the scale is let follow, or fitted.
   */
  readonly activationDomain: Domain;
  readonly kernelDomain: Domain;
  /** Under the scope `unit`: the range of each map, and of each filter's kernel. Empty for a vector. Else null. */
  readonly channelDomains: {
    readonly activation: readonly Domain[];
    readonly kernel: readonly Domain[];
  } | null;
  /** When the ranges were last read. */
  readonly broken: { readonly activation: Broken; readonly kernel: Broken };
  /** Names of the layers whose outputs this one reads, input first. `input` is the picture. */
  readonly inputs: readonly string[];
}

/** How one number came about; figures read back from the GPU for that one cell only. */
export interface CellExplanation {
  readonly layer: string;
  /** [row, column, channel] or [unit]. */
  readonly index: readonly number[];
  /** 'sum' Σ x·w + bias, then the activation · 'max' the largest · 'mean' the mean of the window · 'other'. */
  readonly rule: 'sum' | 'max' | 'mean' | 'other';
  /** The rectangle of the input that this cell reads, clipped at the border; null where it reads everything. */
  readonly window: {
    readonly top: number;
    readonly left: number;
    readonly bottom: number;
    readonly right: number;
  } | null;
  readonly terms: readonly {
    /** Which of the layer's inputs. */
    readonly input: number;
    readonly inputIndex: readonly number[];
    readonly value: number;
    readonly weight: number | null;
    readonly padded: boolean;
    /** Where the weight stands: [row, column, input map, filter] of a kernel, [input, unit] of a dense layer. */
    readonly weightIndex: readonly number[] | null;
  }[];
  readonly bias: number | null;
  readonly sum: number;
  /**
   * Of a softmax, whose numbers depend on their whole row, what every class brings, in order: its sum z, e^(z − the
   * largest z), and its part of their sum, the probability. Null elsewhere.
   */
  readonly softmax:
    readonly { readonly logit: number; readonly exponential: number; readonly value: number }[] | null;
  /** The result in f64 on the CPU, and the number the GPU holds. */
  readonly value: number;
  readonly gpuValue: number;
  readonly activation: string;
}

/**
 * One map (or unit) taken apart. Its tensors are drawn like any view and renewed with them; the object is another one
 * when they are others, or when their colours span more.
 */
export interface OpenedMap {
  readonly layer: string;
  /** Map, unit or class. */
  readonly channel: number;
  /** The maps it reads, seen through layers that only reshape: input of the layer, name of its source, channel. */
  readonly reads: readonly {
    readonly input: number;
    readonly source: string;
    readonly channel: number;
    /** Where its slice lies in a kernel of four axes: the last two indices; null where there is none. */
    readonly slice: readonly [number, number] | null;
  }[];
  /** It is summed over its inputs: `products` and `sum` are there, or on their way. */
  readonly apart: boolean;
  /**
   * What each of them adds, [rows, columns, reads]; of a unit what each input adds, [1, 1, inputs]. Null where nothing
   * is summed over channels.
   */
  readonly products: TensorView | null;
  /** Their sum and the bias, [rows, columns, 1], before the activation. */
  readonly sum: TensorView | null;
  /** The range of the colours of both. */
  readonly domain: readonly [number, number];
  /** The mean size of the products of each of `reads`; empty without products. */
  readonly strengths: readonly number[];
}

/** The smallest rectangle around the cells of one map; bottom and right excluded. */
export interface TracedWindow {
  readonly channel: number;
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  /** Every cell of the rectangle counts; false where a dilated window leaves gaps. */
  readonly whole: boolean;
}

/** The cells of one layer (or of the picture) that belong to a trace. */
export interface TracedLayer {
  readonly layer: string;
  readonly shape: readonly number[];
  /** 1 for each that does, in the tensor's order. */
  readonly cells: Uint8Array;
  readonly everything: boolean;
  /** One a map that has any; empty for vectors. */
  readonly windows: readonly TracedWindow[];
}

/** Layer by layer, beginning with the number traced. */
export type Trace = readonly TracedLayer[];

/** Where one weight of a kernel is used. */
export interface WeightUse {
  /** How many numbers of its map it helps to make, and how many of those it meets only padding for. */
  readonly outputs: number;
  readonly padded: number;
  /** Around all inputs that it meets, on this map of the input. */
  readonly window: {
    readonly top: number;
    readonly left: number;
    readonly bottom: number;
    readonly right: number;
  };
  readonly inputMap: number;
}

export interface Progress {
  readonly step: number;
  /** Of the last step taken, 0-based. */
  readonly epoch: number;
  /** Steps taken in that epoch: 1 … stepsPerEpoch; 0 before the first. */
  readonly stepInEpoch: number;
  readonly stepsPerEpoch: number;
  readonly picturesPerSecond: number;
  /** In force at the last step read: the schedule's; NaN before the first. */
  readonly learningRate: number;
  /** Means over the last steps read; NaN before the first. */
  readonly loss: number;
  readonly accuracy: number;
  /** On the whole test set, 0…1; NaN before the first evaluation. */
  readonly testAccuracy: number;
  readonly testLoss: number;
}

/** Columns of equal length, ready for a chart; thinned evenly when long. */
export interface History {
  readonly step: readonly number[];
  readonly loss: readonly number[];
  readonly accuracy: readonly number[];
  readonly testStep: readonly number[];
  readonly testAccuracy: readonly number[];
}

export interface SessionSettings {
  readonly network: string;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly batchSize: number;
  /** How long a run is: it rests there, and the learning rate falls to its floor on the way. */
  readonly epochs: number;
  readonly seed: number;
}

/** A whole run as data: from it the same network goes on at the same place, with the same bits. */
export interface SavedRun {
  readonly network: NetworkConfig;
  readonly settings: SessionSettings;
  readonly checkpoint: Checkpoint;
  readonly history: SavedHistory;
}

/** What the views show: the parameters of now, those of an instant of the past, or what changed between two. */
export type Instant =
  | { readonly kind: 'now' }
  | { readonly kind: 'past'; readonly step: number }
  | { readonly kind: 'difference'; readonly a: number; readonly b: number };

/** The past of the run. Says `travelchange` when anything of it changes. */
export interface Travel {
  /** Steps that can be looked at, ascending; close together at the beginning. */
  readonly moments: readonly number[];
  readonly shown: Instant;
  /** The steps of two instants to compare. */
  readonly pins: { readonly a: number | null; readonly b: number | null };
  /** What was trained after the step that training was taken back to; null where there is nothing to undo. */
  readonly branch: { readonly from: number; readonly to: number; readonly history: History } | null;
  /** Shows the nearest instant that is kept; the present for the step reached. Training goes on beside it. */
  lookAt(step: number): Promise<void>;
  backToNow(): void;
  /** Pins the nearest instant, or the present for the step reached; null takes the pin out. */
  pin(which: 'a' | 'b', step: number | null): void;
  /** Shows B − A: every map, kernel and bias. @throws Error if two are not pinned */
  showDifference(): Promise<void>;
  /** While a difference is shown: one number of a layer's output at both instants (8 bytes read back). */
  compare(layer: string, place: number): Promise<{ readonly a: number; readonly b: number }>;
  /** Training stands at the instant shown, as if it had never gone further; what came after becomes the branch. */
  resume(): Promise<void>;
  /** Back to the end of the branch; what was trained instead is dropped. */
  undo(): Promise<void>;
  dropBranch(): void;
}

/** What a stage draws: a network on one picture. Events: `layerschange` · `domainchange`, as below. */
export interface StageFacade extends EventTarget {
  readonly device: GPUDevice;
  readonly layers: readonly LayerView[];
  /** The picture shown, as the input of the network: [height, width, channels], 0…1. */
  readonly input: TensorView;
  /** Where the numbers may be those of another instant, or a difference. */
  readonly travel?: Pick<Travel, 'shown'>;
  /** Where units may be silenced. */
  readonly editing?: Pick<EditingFacade, 'silenced'>;
  /** The cells that a number is computed from (`back`) or feeds (`forward`), in every layer. @throws Error if there is no such cell */
  trace(way: 'back' | 'forward', layer: string, index: readonly number[]): Trace;
  /** Where a weight is used; null for layers without windows. */
  weightUse(layer: string, at: readonly number[]): WeightUse | null;
}

/**
 * Events (plain `Event`s, read the state from the session):
 * `statechange` · `progress` (at most ten times a second) · `layerschange` (new views: redraw all) ·
 * `domainchange` (a colour range, or the count of what is no number, changed) · `openedchange` (see `opened`) ·
 * `notice` (see `notice`) · `travelchange` (see `travel`) · `editschange` (see `editing`) · `checkpoint` (see
 * `lastSaved`).
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
  /** How the colours of maps and kernels are scaled. */
  readonly colours: ColourScale;
  /** Pictures of the test set, for choosing one. Pixels 0…255. */
  readonly samples: readonly { readonly label: string; readonly pixels: Uint8Array }[];

  /** Changes to layers and to single numbers, and the way back. */
  readonly editing: EditingFacade;

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

  /** Another scale for the colours; the views change at once. */
  setColours(scale: ColourScale): void;
  /** Narrows the ranges of the colours to the numbers of now. */
  fitColours(): void;
  /** Shows a picture of the right size: values 0…1, row-major, channels last. */
  showPicture(pixels: Float32Array): void;
  /** Recomputes the views if the picture or the parameters changed; true if anything did. Call once a frame before drawing. */
  refresh(): boolean;
  /** Reads one cell's operands back (< 1 KB). */
  explain(layer: string, index: readonly number[]): Promise<CellExplanation>;
  /** For showing the network a picture at many places. Gone after `layerschange`: ask anew. */
  shifts(): Promise<ShiftProbe>;
  /** For the accuracy on the test set with all pictures moved. Gone after `layerschange`. */
  shiftAccuracy(): Promise<ShiftAccuracy>;
  /** What drives a number: made when it is first asked for, and gone when the network or the device changes. */
  drives(): Promise<Drives>;
  /**
   * A plan of its own that pools maps of a shape [height, width, channels] both ways; the caller destroys it.
   * @throws ArchitectureError where the window does not fit
   */
  poolings(shape: readonly number[], settings: PoolingSettings): Promise<Poolings>;
  /** What a twin of this network may differ in, layer by layer. */
  readonly twinLayers: readonly TwinLayer[];
  /** The twins made last; null before, and after another network or device took their place. */
  readonly twins: Twins | null;
  /**
   * Two new networks, untrained, with this one's settings: one like this, one with one thing changed. This session
   * rests while they train. Those made before are given up.
   * @throws ArchitectureError where the change cannot be built; those made before stay then
   */
  makeTwins(change: TwinChange): Promise<Twins>;
  /** One training step on the picture shown, in slow motion and on copies. Gone with the network, at `layerschange`. */
  microscope(): Promise<Microscope>;
  /** The map that is taken apart now; null after `layerschange`. */
  readonly opened: OpenedMap | null;
  /** Takes one map apart, in place of the one before. @throws Error if there is no such layer or map */
  openMap(layer: string, channel: number): Promise<void>;
  closeMap(): void;
  /** The mean size of each map of a layer, on the picture shown (4 bytes a map are read back). */
  strengths(layer: string): Promise<readonly number[]>;
  /** Frees every GPU object of the session. */
  close(): void;
}

/** How long work is reported while a session opens. `fraction` is null where the length is unknown. */
export interface OpeningProgress {
  readonly stage: 'device' | 'data' | 'compile';
  readonly fraction: number | null;
}
