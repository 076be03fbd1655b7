// The views for the page: the layers for the displayed picture, the explanation of one number, one decomposed map, and
// traces. Views are drawn from GPU buffers; only single numbers are read back.

import type { TensorView } from '../gpu/tensorView';
import type { ColourScale, Domain } from './probe/colourDomain';

/** The number of non-finite values in a tensor: they are drawn with a pattern and excluded from its range. */
export interface Broken {
  readonly nan: number;
  /** +∞ and −∞. */
  readonly infinite: number;
}

/** One layer of the network for the displayed picture. Views are replaced when the network or the device is. */
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
  /** It has parameters, and training does not change them. */
  readonly frozen: boolean;
  /** The layer's output for the displayed picture. For the last layer: the probabilities. */
  readonly activation: TensorView;
  /** [kernelHeight, kernelWidth, channelsIn, filters] for a convolution, [inputs, units] for a dense layer. */
  readonly kernel: TensorView | null;
  readonly bias: TensorView | null;
  /**
   * The range of the colours of this layer's maps, symmetric for kernels: its own, or under the scope `network` that of
   * all layers. It grows in round steps, and shrinks only if the scale follows the numbers, or is fitted.
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
  /** Names of the layers that this one reads, input first. `input` is the picture. */
  readonly inputs: readonly string[];
}

/** The explanation of one number; values read back from the GPU for that one cell only. */
export interface CellExplanation {
  readonly layer: string;
  /** [row, column, channel] or [unit]. */
  readonly index: readonly number[];
  /** 'sum' Σ x·w + bias, then the activation · 'max' the largest · 'mean' the mean of the window · 'other'. */
  readonly rule: 'sum' | 'max' | 'mean' | 'other';
  /** The rectangle of the input that this cell reads, clipped at the border; null if it reads everything. */
  readonly window: {
    readonly top: number;
    readonly left: number;
    readonly bottom: number;
    readonly right: number;
  } | null;
  readonly terms: readonly {
    /** The index of the layer's input. */
    readonly input: number;
    readonly inputIndex: readonly number[];
    readonly value: number;
    readonly weight: number | null;
    readonly padded: boolean;
    /** The index of the weight: [row, column, input map, filter] of a kernel, [input, unit] of a dense layer. */
    readonly weightIndex: readonly number[] | null;
  }[];
  readonly bias: number | null;
  readonly sum: number;
  /**
   * For a softmax, which depends on the whole row, one entry per class in order: its sum z, e^(z − the largest z), and
   * its share of their total, the probability. Null for other layers.
   */
  readonly softmax:
    readonly { readonly logit: number; readonly exponential: number; readonly value: number }[] | null;
  /** The result in f64 on the CPU, and the number the GPU holds. */
  readonly value: number;
  readonly gpuValue: number;
  readonly activation: string;
  /** The number comes from an edited shader, so the layer's formula does not explain it. Its rule is then 'other'. */
  readonly edited?: boolean;
}

/**
 * One map (or unit), decomposed. Its tensors are drawn like any view and updated with them; the object is replaced when
 * the tensors are, or when their colour range grows.
 */
export interface OpenedMap {
  readonly layer: string;
  /** The index of the map, unit or class. */
  readonly channel: number;
  /** The maps that it reads, through layers that only reshape: input of the layer, name of its source, channel. */
  readonly reads: readonly {
    readonly input: number;
    readonly source: string;
    readonly channel: number;
    /** The indices of its slice in a kernel of four axes: the last two; null if there is none. */
    readonly slice: readonly [number, number] | null;
  }[];
  /** Whether it is a sum over its inputs: `products` and `sum` are there, or being computed. */
  readonly decomposed: boolean;
  /**
   * The contribution of each, [rows, columns, reads]; for a unit that of each input, [1, 1, inputs]. Null if the layer
   * does not sum over channels.
   */
  readonly products: TensorView | null;
  /** The sum of the products and the bias, [rows, columns, 1], before the activation. */
  readonly sum: TensorView | null;
  /** The range of the colours of both. */
  readonly domain: readonly [number, number];
  /** The mean absolute value of the products of each of `reads`; empty without products. */
  readonly strengths: readonly number[];
}

/** The smallest rectangle around the cells of one map; bottom and right exclusive. */
export interface TracedWindow {
  readonly channel: number;
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  /** Whether every cell of the rectangle is included; false if a dilated window leaves gaps. */
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

/** Layer by layer, starting with the traced number. */
export type Trace = readonly TracedLayer[];

/** The inputs that one weight of a kernel multiplies. */
export interface WeightUse {
  /** The number of outputs of its map to which it contributes, and for how many of them its input is padding. */
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

/** The scaling of the colours of maps and kernels. A change of scale or range dispatches `domainchange`. */
export interface ColoursFacade {
  readonly scale: ColourScale;
  /** The views change at once. */
  set(scale: ColourScale): void;
  /** Narrows the colour ranges to the current numbers. */
  fit(): void;
}

/** Decomposes one map at a time. Dispatches `openedchange`. */
export interface OpenedFacade {
  /** Null if no map is opened, and after `layerschange`. */
  readonly current: OpenedMap | null;
  /** Opens a map in place of the one before. @throws Error if there is no such layer or map */
  open(layer: string, channel: number): Promise<void>;
  close(): void;
}
