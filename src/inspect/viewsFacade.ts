// What can be looked at, as the page knows it: the layers on the picture shown, one number and how it came about, one map
// taken apart, and what a number was made of. Views are drawn from GPU buffers; only figures are read back.

import type { TensorView } from '../gpu/tensorView';
import type { ColourScale, Domain } from './probe/colourDomain';

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
  /** The number comes from a typed shader: the layer's formula does not explain it. Its rule is 'other' then. */
  readonly edited?: boolean;
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
  readonly decomposed: boolean;
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

/** How the colours of maps and kernels are scaled. Another scale or range says `domainchange`. */
export interface ColoursFacade {
  readonly scale: ColourScale;
  /** The views change at once. */
  set(scale: ColourScale): void;
  /** Narrows the ranges of the colours to the numbers of now. */
  fit(): void;
}

/** One map at a time is taken apart. Says `openedchange`. */
export interface OpenedFacade {
  /** Null where none is, and after `layerschange`. */
  readonly current: OpenedMap | null;
  /** In place of the one before. @throws Error if there is no such layer or map */
  open(layer: string, channel: number): Promise<void>;
  close(): void;
}
