// Where a script begins to be about the model: behind its imports and its data.

import type { CodeReading } from '../../formats/keras/code/read';

/** The place of the model's first input, layer or call, whichever comes first; null where the code makes no model. */
export function modelStart({ model, layers, inputs }: CodeReading): number | null {
  if (model === null) return null;
  return Math.min(
    model.call.from,
    ...layers.map(({ place }) => place.statement.from),
    ...inputs.map(({ at }) => at.from),
  );
}
