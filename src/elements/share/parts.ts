// Parts of the page that a worksheet can leave out.

export const PARTS = ['views', 'files', 'data', 'picture', 'network', 'inspector', 'training'] as const;
export type Part = (typeof PARTS)[number];
