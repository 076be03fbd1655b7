// The networks that come with Convscope, by name.

import { lenet5, lenet5Classic } from './lenet';
import type { NetworkConfig } from './network';

export const PRESETS: Readonly<Record<string, NetworkConfig>> = { lenet5, 'lenet5-1998': lenet5Classic };

/** @throws Error naming the presets there are. */
export function preset(name: string): NetworkConfig {
  const config = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
  if (config === undefined)
    throw new Error(`there is no network '${name}'. Known: ${Object.keys(PRESETS).join(', ')}`);
  return config;
}
