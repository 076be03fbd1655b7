// The receptive field: the part of the picture that one cell can see. Walking back from the cell, each layer
// widens the window: a row range [first, last] of outputs reads the inputs
//   first · stride − before … last · stride − before + kernel − 1,   before = padding on that side,
// with the padding of Keras: `same` makes ceil(n / stride) outputs and puts the odd pixel behind.

export interface WindowedLayer {
  readonly name: string;
  readonly outputShape: readonly number[];
  readonly inputShapes: readonly (readonly number[])[];
  readonly inputs: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

export interface Window {
  readonly top: number;
  readonly left: number;
  /** Excluded. */
  readonly bottom: number;
  readonly right: number;
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
  readonly strides: readonly [number, number];
  readonly padding: string;
}

/** The window of a convolution or a pooling layer, read from its options; null for other layers. */
export function windowOptions({
  options,
  outputShape,
}: Pick<WindowedLayer, 'options' | 'outputShape'>): WindowOptions | null {
  if (outputShape.length !== 3) return null;
  const pool = pair(option(options, 'poolSize', 'pool_size'));
  const kernel = pair(option(options, 'kernelSize', 'kernel_size')) ?? pool;
  if (!kernel) return null;
  const padding = option(options, 'padding');
  return {
    kernel,
    strides: pair(option(options, 'strides', 'stride')) ?? pool ?? [1, 1],
    padding: typeof padding === 'string' ? padding : 'valid',
  };
}

/** Zeros in front of the first pixel. */
export function paddingBefore(
  input: number,
  output: number,
  kernel: number,
  stride: number,
  padding: string,
): number {
  return padding === 'same' ? Math.floor(Math.max(0, (output - 1) * stride + kernel - input) / 2) : 0;
}

/** The part of the input that a window of the output reads, clipped at the border; null if it reads everything. */
export function inputWindow(layer: WindowedLayer, window: Window): Window | null {
  const how = windowOptions(layer);
  const input = layer.inputShapes[0];
  if (!how || !input) return null;
  const back = (axis: 0 | 1, first: number, end: number): [number, number] => {
    const size = input[axis] ?? 1;
    const before = paddingBefore(
      size,
      layer.outputShape[axis] ?? 1,
      how.kernel[axis],
      how.strides[axis],
      how.padding,
    );
    return [
      Math.max(0, first * how.strides[axis] - before),
      Math.min(size, (end - 1) * how.strides[axis] - before + how.kernel[axis]),
    ];
  };
  const [top, bottom] = back(0, window.top, window.bottom);
  const [left, right] = back(1, window.left, window.right);
  return { top, left, bottom, right };
}

/** The part of the picture that cell [row, column] of a layer sees; null where it sees everything. */
export function receptiveField(
  layers: readonly WindowedLayer[],
  name: string,
  row: number,
  column: number,
): Window | null {
  let window: Window = { top: row, left: column, bottom: row + 1, right: column + 1 };
  let at = layers.find((layer) => layer.name === name);
  while (at) {
    const { inputs, outputShape, inputShapes } = at;
    const wider = inputWindow(at, window);
    // A layer without a window that keeps the shape (an activation of its own) sees what its input sees.
    if (!wider && String(inputShapes[0]) !== String(outputShape)) return null;
    window = wider ?? window;
    at = layers.find((layer) => layer.name === inputs[0]);
  }
  return window;
}
