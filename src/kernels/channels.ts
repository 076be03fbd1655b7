// How many neighbouring channels an invocation of a pooling kernel takes: one index and one load for all of them. A WGSL
// library per number declares the types Channels, Places and Conditions.

import four from '../../shaders/lib/channels/four.wgsl?raw';
import gradientFour from '../../shaders/lib/channels/gradient_four.wgsl?raw';
import gradientOne from '../../shaders/lib/channels/gradient_one.wgsl?raw';
import gradientTwo from '../../shaders/lib/channels/gradient_two.wgsl?raw';
import one from '../../shaders/lib/channels/one.wgsl?raw';
import two from '../../shaders/lib/channels/two.wgsl?raw';

export type Together = 1 | 2 | 4;

/** The largest that divides the channels. */
export const togetherOf = (channels: number): Together =>
  channels % 4 === 0 ? 4 : channels % 2 === 0 ? 2 : 1;

interface ChannelLibrary {
  readonly types: string;
  /** `activation_gradients`, which calls the library of an activation. */
  readonly gradients: string;
}

export const CHANNEL_LIBRARIES: Readonly<Record<Together, ChannelLibrary>> = {
  1: { types: one, gradients: gradientOne },
  2: { types: two, gradients: gradientTwo },
  4: { types: four, gradients: gradientFour },
};
