// Networks of keras.applications that are presets here, with the names that Keras gives their layers.

import type { LayerConfig } from '../../../models/network';
import { PRESETS } from '../../../models/presets';

const NAMES: Readonly<Record<string, string>> = { VGG16: 'vgg16', VGG19: 'vgg19' };

const HEAD: Readonly<Record<string, string>> = { fc6: 'fc1', fc7: 'fc2', fc8: 'predictions' };

const kerasName = (name: string): string =>
  HEAD[name] ?? name.replace(/^conv(\d)_(\d)$/, 'block$1_conv$2').replace(/^pool(\d)$/, 'block$1_pool');

export interface ApplicationOptions {
  /** `include_top` */
  readonly top: boolean;
  readonly classes: number;
  readonly pooling: string | null;
}

/** In a row; null where there is no such preset. */
export function applicationLayers(
  name: string,
  { top, classes, pooling }: ApplicationOptions,
): readonly LayerConfig[] | null {
  const preset = Object.hasOwn(NAMES, name) ? PRESETS[NAMES[name] ?? ''] : undefined;
  if (preset === undefined) return null;
  // Keras has them without dropout.
  const layers = preset.layers.filter(({ kind }) => kind !== 'dropout');
  const named = layers.map((layer) => ({ ...layer, name: kerasName(layer.name ?? '') }));
  const features = named.filter(({ name: one }) => one.startsWith('block'));
  const poolings: Readonly<Record<string, string>> = {
    avg: 'globalAveragePooling2d',
    max: 'globalMaxPooling2d',
  };
  const kind = pooling === null ? undefined : poolings[pooling];
  if (!top) return kind === undefined ? features : [...features, { kind, name: `global_${pooling}_pooling` }];
  return named.map((layer) =>
    layer.name === 'predictions' ? { ...layer, options: { ...layer.options, units: classes } } : layer,
  );
}
