// The window of a layer, as its options name it, for sentences and sums. What a cell sees is not computed from these
// but traced by the engine through each layer's own explanation (src/train/trace.ts).

export interface Window {
  readonly top: number;
  readonly left: number;
  /** Excluded. */
  readonly bottom: number;
  readonly right: number;
}

export interface WindowedLayer {
  readonly options: Readonly<Record<string, unknown>>;
  readonly outputShape: readonly number[];
}

function pair(value: unknown): readonly [number, number] | null {
  if (typeof value === 'number') return [value, value];
  if (Array.isArray(value) && typeof value[0] === 'number')
    return [value[0], typeof value[1] === 'number' ? value[1] : value[0]];
  return null;
}

function option(options: Readonly<Record<string, unknown>>, ...names: readonly string[]): unknown {
  return names.map((name) => options[name]).find((value) => value !== undefined && value !== null);
}

export interface WindowOptions {
  readonly kernel: readonly [number, number];
  /** From the first to the last tap: 3 taps with dilation 2 reach over 5. */
  readonly reach: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: string;
}

/** The window of a convolution or a pooling layer, read from its options; null for other layers. */
export function windowOptions({ options, outputShape }: WindowedLayer): WindowOptions | null {
  if (outputShape.length !== 3) return null;
  const pool = pair(option(options, 'poolSize', 'pool_size'));
  const kernel = pair(option(options, 'kernelSize', 'kernel_size')) ?? pool;
  if (!kernel) return null;
  const padding = option(options, 'padding');
  const dilation = pair(option(options, 'dilationRate', 'dilation_rate')) ?? [1, 1];
  return {
    kernel,
    reach: [(kernel[0] - 1) * dilation[0] + 1, (kernel[1] - 1) * dilation[1] + 1],
    strides: pair(option(options, 'strides', 'stride')) ?? pool ?? [1, 1],
    padding: typeof padding === 'string' ? padding : 'valid',
  };
}

/** Zeros in front of the first pixel. Keras's `same` makes ⌈n / stride⌉ outputs and puts the odd pixel behind. */
export function paddingBefore(
  input: number,
  output: number,
  reach: number,
  stride: number,
  padding: string,
): number {
  return padding === 'same' ? Math.floor(Math.max(0, (output - 1) * stride + reach - input) / 2) : 0;
}

/**
 * The part of the input that a window of the output reads, clipped at the border, for frames that move with the pointer;
 * null where the layer has no window.
 */
export function inputWindow(
  layer: WindowedLayer & { readonly inputShapes: readonly (readonly number[])[] },
  window: Window,
): Window | null {
  const how = windowOptions(layer);
  const [input] = layer.inputShapes;
  if (!how || !input) return null;
  const back = (axis: 0 | 1, first: number, end: number): [number, number] => {
    const size = input[axis] ?? 1;
    const [reach, stride] = [how.reach[axis], how.strides[axis]];
    const before = paddingBefore(size, layer.outputShape[axis] ?? 1, reach, stride, how.padding);
    return [Math.max(0, first * stride - before), Math.min(size, (end - 1) * stride - before + reach)];
  };
  const [top, bottom] = back(0, window.top, window.bottom);
  const [left, right] = back(1, window.left, window.right);
  return { top, left, bottom, right };
}
