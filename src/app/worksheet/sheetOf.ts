// What the address says of worksheets, read without their code: most visits have none.

import { hashEntries } from '../hashEntries';

/** The text of the worksheet in the address; null: none. */
export const sheetOf = (hash: string): string | null => hashEntries(hash).get('sheet');

/** The stage alone, as in a frame of another page. */
export const isEmbedded = (hash: string): boolean => hashEntries(hash).has('embed');

/** The same address with the whole page. */
export function wholeAddress({ href, hash }: Pick<Location, 'href' | 'hash'>): string {
  const others = hashEntries(hash);
  others.delete('embed');
  return `${href.slice(0, href.length - hash.length)}#${others.toString()}`;
}
