// Why a link is refused: as facts, which the page says in its language.

import { received } from '../../formats/json';

export type Expected =
  | { readonly kind: 'object' | 'boolean' }
  | { readonly kind: 'text' | 'list'; readonly most: number }
  | { readonly kind: 'number' | 'whole'; readonly least: number; readonly most: number }
  | { readonly kind: 'oneOf' | 'fields'; readonly names: readonly string[] }
  /** In the engine's own words. */
  | { readonly kind: 'network' | 'augmentation' | 'schedule'; readonly reason: string }
  /** Not a link of this version of the page, cut off, or too long. */
  | { readonly kind: 'version' | 'complete' | 'short' };

export class WorksheetError extends Error {
  override readonly name = 'WorksheetError';
  /** What was found, as JSON, cut short. */
  readonly received: string;

  /** @param place of the field; '' for the whole */
  constructor(
    readonly place: string,
    readonly expected: Expected,
    value: unknown,
  ) {
    const text = received(value);
    super(`link, '${place}': expected ${JSON.stringify(expected)}. Received ${text}`);
    this.received = text;
  }
}
