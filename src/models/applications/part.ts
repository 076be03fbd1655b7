// Networks of keras.applications are written as in Keras: layer after layer, each called on those before it.

import type { Shape } from '../../graph/tensor';
import type { LayerConfig, NetworkConfig } from '../network';

/** A layer and the layers that it reads; none: it reads the input of the network. */
export interface Part {
  /** Without a name where Keras counts: `conv2d`, `conv2d_1`. */
  readonly config: Omit<LayerConfig, 'inputs'>;
  readonly reads: readonly Part[];
  /** Keras counts names in the order in which layers are made. */
  readonly made: number;
  /** Of arithmetic on tensors, the kind that Keras counts it as: `x + 3` is an `add` there and a Rescaling here. */
  readonly counted?: string;
}

let count = 0;

type Options = Readonly<Record<string, unknown>>;

/** @param from null: the input of the network */
export function layer(kind: string, name: string | null, options: Options, ...from: (Part | null)[]): Part {
  const config = { kind, ...(name !== null && { name }), options };
  return { config, reads: from.filter((part) => part !== null), made: count++ };
}

/** A part that Keras writes as arithmetic: counted as a layer of another kind. */
export const countedAs = (counted: string, part: Part): Part => ({ ...part, counted });

/** What a network ends in. */
export interface ApplicationOptions {
  /** Height, width and channels of the input. */
  readonly shape: Shape;
  /** `include_top`: whether the classifier is part of it. */
  readonly top: boolean;
  /** Of the network without its classifier. */
  readonly pooling: 'avg' | 'max' | null;
  readonly classes: number;
  /** `classifier_activation` */
  readonly activation: string;
  /** MobileNet: the share of the filters that are there. */
  readonly alpha: number;
  /** MobileNet: `depth_multiplier` */
  readonly depthMultiplier: number;
  /** MobileNet: the rate before its classifier. */
  readonly dropout: number;
  /** MobileNetV3: `dropout_rate`; default 0.2. */
  readonly dropoutRate?: number;
  /** MobileNetV3: only with ReLU and 3×3 kernels, and without squeeze and excitation. */
  readonly minimalistic?: boolean;
  /** `include_preprocessing`: whether the network scales the pixels itself; default true. */
  readonly preprocessing?: boolean;
}

/** Global pooling and a dense layer, or what `pooling` asks for. @param named whether Keras names the poolings */
export function classifier(x: Part, o: ApplicationOptions, { named = true, dropout = 0 } = {}): Part {
  if (!o.top) return pooled(x, o, named);
  const y = layer('globalAveragePooling2d', named ? 'avg_pool' : null, {}, x);
  const kept = dropout === 0 ? y : layer('dropout', 'top_dropout', { rate: dropout }, y);
  return layer('dense', 'predictions', { units: o.classes, activation: o.activation }, kept);
}

export function pooled(x: Part, { pooling }: ApplicationOptions, named: boolean): Part {
  if (pooling === null) return x;
  const kind = pooling === 'avg' ? 'globalAveragePooling2d' : 'globalMaxPooling2d';
  return layer(kind, named ? `${pooling}_pool` : null, {}, x);
}

/** The border with which a convolution of stride 2 without one halves a map of that many rows and columns. */
export function halvingBorder(kernelSize: number, [height = 0, width = 0]: Shape): Options {
  const reach = Math.floor(kernelSize / 2);
  const side = (length: number): readonly number[] => [reach - 1 + (length % 2), reach];
  return { padding: [side(height), side(width)] };
}

/** Rows and columns after a halving. */
export const halved = (shape: Shape): Shape => shape.map((length) => Math.ceil(length / 2));

/** The nearest multiple of 8, at least 8 and at least 90 % of the number (MobileNetV2, EfficientNet). */
export function multipleOf8(count: number): number {
  const near = Math.max(8, Math.floor((count + 4) / 8) * 8);
  return near < 0.9 * count ? near + 8 : near;
}

/** Every part up to this one, in the order in which they were made. */
export function partsOf(end: Part): Part[] {
  const found = new Set<Part>();
  const open: Part[] = [end];
  for (let part = open.at(-1); part !== undefined; part = open.at(-1)) {
    const next: Part | undefined = part.reads.find((one) => !found.has(one));
    if (next !== undefined) open.push(next);
    else {
      found.add(part);
      open.pop();
    }
  }
  return [...found].sort((a, b) => a.made - b.made);
}

/** The network that ends in a part. `kerasName` counts layers that have no name. */
export function networkOf(
  name: string,
  input: Shape,
  end: Part,
  kerasName: (kind: string) => string,
): NetworkConfig {
  const names = new Map<Part, string>();
  const layers = partsOf(end).map((part): LayerConfig => {
    const own = part.config.name ?? kerasName(part.counted ?? part.config.kind);
    names.set(part, own);
    const inputs = part.reads.map((read) => names.get(read) ?? '');
    return { ...part.config, name: own, inputs: inputs.length > 0 ? inputs : ['input'] };
  });
  return { name, input, layers };
}
