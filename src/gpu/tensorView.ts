// A view of a tensor for drawing and reading: its buffer range on the GPU, and its shape.
// Numbers are f32, row-major, channels last, without a batch axis: [height, width, channels] for maps,
// [units] for vectors, [kernelHeight, kernelWidth, channelsIn, filters] for kernels.

export interface TensorView {
  readonly label: string;
  readonly buffer: GPUBuffer;
  readonly offsetBytes: number;
  readonly shape: readonly number[];
}
