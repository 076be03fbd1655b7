/**
 * Convscope as a library: the names of the tfjs Layers API first, then the modules that they are built on.
 *
 * ```ts
 * import * as tf from 'convscope';
 * const model = tf.sequential();
 * model.add(tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 5, activation: 'relu' }));
 * …
 * model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
 * await model.fit(x, y, { epochs: 2 });
 * ```
 *
 * docs/api.md compares it with tfjs name by name. Nothing here touches the page: the same code runs in Node.
 *
 * @module convscope
 */

// The API of tfjs.
export { getBackend, getDevice, nextFrame, ready, setBackend, setDevice } from './api/device';
export { util } from './api/util';
export {
  fill,
  linspace,
  oneHot,
  ones,
  onesLike,
  randomNormal,
  randomUniform,
  range,
  scalar,
  tensor,
  tensor1d,
  tensor2d,
  tensor3d,
  tensor4d,
  truncatedNormal,
  zeros,
  zerosLike,
  type TensorLike,
  type TypedArray,
} from './api/creation';
export { Tensor, type NestedArray, type NumericType } from './api/tensor';
export { dispose, keep, memory, tidy, type MemoryInfo } from './api/tidy';
export * from './api/operations';
/** tfjs type names that fix the number of axes; here each of them is Tensor. */
export type {
  Tensor as Scalar,
  Tensor as Tensor1D,
  Tensor as Tensor2D,
  Tensor as Tensor3D,
  Tensor as Tensor4D,
} from './api/tensor';
export { input, Layer, SymbolicTensor } from './api/layer';
export * as layers from './api/layers';
export {
  initializers,
  regularizers,
  type Initializer,
  type LayerOptions,
  type Regularizer,
} from './api/layerOptions';
export { model, type FunctionalModel, type ModelArgs } from './api/functional';
export { sequential, type Sequential, type SequentialArgs } from './api/sequential';
export type { CompileArgs } from './api/compile';
export type { DtypePolicy } from './train/dtypePolicy';
export type { DataList } from './api/samples';
export { LayersModel, type EvaluateArgs, type EvaluateDatasetArgs, type PredictArgs } from './api/model';
export { loadLayersModel, models, type LoadOptions } from './api/load';
export type { SaveConfig } from './api/save';
export {
  io,
  type HttpOptions,
  type IOHandler,
  type ModelArtifacts,
  type ModelArtifactsInfo,
  type SaveResult,
} from './api/io';
export { data } from './api/data/data';
export type { Batched, Dataset } from './api/data/dataset';
export type { ColumnConfig, CsvConfig, CsvDataset, CsvRow } from './api/data/csv';
export { browser, type PixelSource } from './api/page/browser';
export type { FitArgs } from './api/fit';
export type { Batch, BatchSource, FitDatasetArgs } from './api/stream';
export type { YieldEvery } from './api/run';
export type { Data } from './api/samples';
export {
  customGrad,
  grad,
  grads,
  loadGraphModel,
  serialization,
  valueAndGrad,
  valueAndGrads,
  variable,
  variableGrads,
} from './api/notHere';
export { callbacks, History, type Callbacks, type EarlyStoppingOptions, type Logs } from './api/callbacks';
export { Optimizer, schedules, train, type LearningRate, type ScheduledRate } from './api/optimizers';

// Error classes.
export { ModelError, TensorError } from './api/errors';
export { NoDeviceError } from './gpu/requestDevice';
export { MissingFeatureError } from './gpu/requireF16';
export { ShaderError } from './gpu/pipelines';
export { DeviceLimitError } from './gpu/slab';
export { FormatError } from './formats/storedModel';
export { OptionError } from './layers/options';
export { LossError } from './losses/loss';
export { HalfRangeError } from './models/halfParameters';
export { ArchitectureError } from './models/network';
export { NonFiniteLossError } from './train/nonFiniteLoss';

// Modules below the API: networks as data, their parameters, and the plans that run them.
export { requestGpuDevice, type RequestedDevice, type RequestOptions } from './gpu/requestDevice';
export { readFloats } from './gpu/readback';
export { Slab } from './gpu/slab';
export type { TensorView } from './gpu/tensorView';
export { Graph } from './graph/graph';
export { compilePlan, type Plan, type PlanOptions } from './graph/plan';
export { calibrate, selfCheck } from './api/tuning';
export type { CalibrateOptions } from './tuning/calibrate';
export { GPU_CANDIDATES } from './tuning/candidates';
export type { ChoiceMemory } from './tuning/choiceMemory';
export { prepareKernels } from './tuning/prepareKernels';
export type { SelfCheck, WrongResult } from './tuning/selfCheck';
export { chooseTarget, GPU_TARGET, targetOf, type KernelTarget } from './kernels/target';
export { LAYERS, layerDefinition, type LayerKind } from './layers/all';
export type { LayerDefinition, ParameterSpec } from './layers/layer';
export { LOSSES, lossDefinition, type LossKind } from './losses/losses';
export { OPTIMIZERS } from './optimizers/more';
export { optimizerDefinition, type OptimizerKind } from './optimizers/optimizers';
export type { Schedule } from './optimizers/schedules';
export { defineNetwork } from './models/anyNetwork';
export type { LayerConfig, Network, NetworkConfig, NetworkLayer } from './models/network';
export { HalfParameters } from './models/halfParameters';
export { ParameterStore, type ForwardParameters } from './models/parameterStore';
export { preset, PRESETS } from './models/presets';
export { summaryText } from './models/summary';
export { uploadArrays, uploadImages, type DeviceDataset } from './data/deviceDataset';
export { defaultRecipe, VALIDATION_SHARE, type DefaultRecipe, type RecipeFacts } from './train/defaultRecipe';
export { BestWeights, StoppingRule, type Validation } from './train/bestWeights';
export { Evaluator, type Evaluation } from './train/evaluator';
export { OptimizerMemory } from './train/optimizerMemory';
export { Pacer, type PaceOptions } from './gpu/pacer';
export { forwardGraph, type ForwardGraph } from './train/stepGraph';
export { Trainer, type Checkpoint, type TrainerOptions } from './train/trainer';
export type { TrainingEvent, TrainingOptions } from './train/trainingLoop';
