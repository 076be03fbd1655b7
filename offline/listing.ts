/** What the service worker knows of the build it belongs to. Paths are relative to its folder; '' is index.html. */
export interface Listing {
  /** Differs where any file differs. */
  readonly version: string;
  /** What the first view consists of. */
  readonly first: readonly string[];
  /** All else, without which a part of the page does not work. */
  readonly rest: readonly string[];
  /** Large files that only some visitors use: kept when they are fetched. */
  readonly onDemand: readonly string[];
}
