// The kinds of options that only layers have; the general ones come from the graph's.

import { ACTIVATIONS } from '../kernels/activation';
import { INITIALIZERS, type InitializerName } from '../initializers/initializers';
import { choice, number, type Option } from '../graph/options';

export * from '../graph/options';

export const padding = (): Option<'valid' | 'same'> => choice(['valid', 'same'], 'valid');

/** What a layer may do to its result. Softmax needs a whole row, so the network runs it as a layer of its own. */
export const LAYER_ACTIVATIONS = [...ACTIVATIONS, 'softmax'] as const;
export type LayerActivation = (typeof LAYER_ACTIVATIONS)[number];
export const activation = (): Option<LayerActivation> => choice(LAYER_ACTIVATIONS, 'linear');

export const initializer = (fallback: InitializerName): Option<InitializerName> => choice(INITIALIZERS, fallback);

/** L2 weight decay λ: adds λ·Σw² to the loss, so 2λ·w to the gradient (Keras `regularizers.L2`). */
export const l2 = (): Option<number> => number({ min: 0, default: 0 });
