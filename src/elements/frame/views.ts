// The views of the page, by name, in the order of the header.

export const VIEWS = [
  'stage',
  'lessons',
  'data',
  'confusion',
  'notebook',
  'compare',
  'shifts',
  'lab',
  'gallery',
] as const;
export type View = (typeof VIEWS)[number];
