// What the page asks its service worker. Each is answered with a boolean through the port that comes with it.

/** Keep these files, and, with `all`, every other one. Answer: whether the page now works without a network. */
export interface FillRequest {
  readonly kind: 'fill';
  /** Addresses of files that the page has loaded. */
  readonly loaded: readonly string[];
  readonly all: boolean;
}

/** Take over if no page of another version is open. Answer: whether the page that asks belongs to this version. */
export interface TakeOverRequest {
  readonly kind: 'takeOver';
  /** `Listing.version` of the page. */
  readonly version: string;
}

export type PageRequest = FillRequest | TakeOverRequest;
