// What each kind of layer becomes in ONNX.

import type { LayerKind } from '../../layers/all';
import type { NetworkLayer } from '../../models/network';
import type { Site, Writers, Written } from './layerWriter';
import { MATRICES } from './writeDense';
import { ELEMENTWISE } from './writeElementwise';
import { NORMALIZATIONS } from './writeNormalization';
import { SHAPES } from './writeShapes';
import { WINDOWS } from './writeWindows';

/** A kind that is not named here cannot be written. */
const WRITERS: Writers = {
  ...WINDOWS,
  ...MATRICES,
  ...NORMALIZATIONS,
  ...ELEMENTWISE,
  ...SHAPES,
};

/** A layer of any kind; absent for a kind that no one has mapped. */
export function writerOf(kind: string): ((site: Site<NetworkLayer['options']>) => Written) | undefined {
  return Object.hasOwn(WRITERS, kind)
    ? (WRITERS[kind as LayerKind] as (site: Site<NetworkLayer['options']>) => Written)
    : undefined;
}
