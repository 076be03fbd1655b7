// Shapes, drawn as the reference's options say.

import type { DataReference, DataSet } from '../../data/dataSet';
import type { DataLoader } from '../../session/trainingContext';
import { RECOMMENDED } from '../../train/recommended';

export const SHAPES = Object.freeze({ colour: false, perClass: RECOMMENDED.shapes.perClass, seed: 1 });

/** @throws RangeError for options out of range */
export async function loadShapes(
  { options }: DataReference,
  { device, signal }: Parameters<DataLoader>[1],
): Promise<DataSet> {
  const { shapesDataSet } = await import('../../shapes/dataSet');
  signal?.throwIfAborted();
  return shapesDataSet(device, { ...SHAPES, ...options });
}
