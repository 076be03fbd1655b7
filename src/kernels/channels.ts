// How many neighbouring channels an invocation takes in kernels that do the same for each number (pooling, activations, batch
// normalization): one index and one load for all of them. A WGSL library per number declares the types Channels, Places and
// Conditions.

import four from '../../shaders/lib/channels/four.wgsl?raw';
import activationFour from '../../shaders/lib/channels/activation_four.wgsl?raw';
import activationOne from '../../shaders/lib/channels/activation_one.wgsl?raw';
import activationTwo from '../../shaders/lib/channels/activation_two.wgsl?raw';
import one from '../../shaders/lib/channels/one.wgsl?raw';
import two from '../../shaders/lib/channels/two.wgsl?raw';

export type Together = 1 | 2 | 4;

/** The largest that divides the channels. */
export const togetherOf = (channels: number): Together =>
  channels % 4 === 0 ? 4 : channels % 2 === 0 ? 2 : 1;

interface ChannelLibrary {
  readonly types: string;
  /** `activate_each` and `activation_gradients`, which call the library of an activation. */
  readonly activations: string;
}

export const CHANNEL_LIBRARIES: Readonly<Record<Together, ChannelLibrary>> = {
  1: { types: one, activations: activationOne },
  2: { types: two, activations: activationTwo },
  4: { types: four, activations: activationFour },
};
