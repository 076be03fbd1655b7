// What a stage needs of a network that it draws: the session's, or one of two twins.

import type { ShadersFacade } from '../inspect/shader/shaderFacade';
import type { TensorView } from '../gpu/tensorView';
import type { LayerView, Trace, WeightUse } from '../inspect/viewsFacade';
import type { EditingFacade } from './editing/editingFacade';
import type { SessionData } from './trainingContext';
import type { Travel } from './travel/travelFacade';

/** What a stage draws: a network on one picture. Events: `layerschange` · `domainchange`, as below. */
export interface StageFacade extends EventTarget {
  readonly device: GPUDevice;
  readonly layers: readonly LayerView[];
  /** The picture shown, as the input of the network: [height, width, channels], 0…1. */
  readonly input: TensorView;
  /** Of the data, in the order of the answer's numbers. */
  readonly classNames: readonly string[];
  /** The data set that they belong to. */
  readonly data?: Pick<SessionData, 'reference'>;
  /** Where the numbers may be those of another instant, or a difference. */
  readonly travel?: Pick<Travel, 'shown'>;
  /** Where units may be silenced. */
  readonly editing?: Pick<EditingFacade, 'silenced'>;
  /** Where shaders may be typed. */
  readonly shaders?: Pick<ShadersFacade, 'edited' | 'reset'>;
  /** The cells that a number is computed from (`back`) or feeds (`forward`), in every layer. @throws Error if there is no such cell */
  trace(way: 'back' | 'forward', layer: string, index: readonly number[]): Trace;
  /** Where a weight is used; null for layers without windows. */
  weightUse(layer: string, at: readonly number[]): WeightUse | null;
}
