// The classes of the data set `shapes`. Ten, so that networks made for ten digits fit.

export const SHAPE_NAMES = [
  'horizontal-bar',
  'vertical-bar',
  'rising-bar',
  'falling-bar',
  'cross',
  'circle',
  'triangle',
  'square',
  'horizontal-stripes',
  'vertical-stripes',
] as const;

export type ShapeName = (typeof SHAPE_NAMES)[number];

/** @throws RangeError for a name that is no shape, a repeated one, or none at all */
export function shapeNames(classes: readonly string[]): readonly ShapeName[] {
  const known: readonly string[] = SHAPE_NAMES;
  const wrong = classes.find((name) => !known.includes(name));
  if (wrong !== undefined) throw new RangeError(`shapes: there is no '${wrong}'. Known: ${known.join(', ')}`);
  const repeated = classes.find((name, at) => classes.indexOf(name) !== at);
  if (repeated !== undefined)
    throw new RangeError(`shapes: classes must differ. Received '${repeated}' twice`);
  if (classes.length === 0) throw new RangeError('shapes: needs at least one class. Received none');
  return classes as readonly ShapeName[];
}
