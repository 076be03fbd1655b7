// The address after `#`: `view=compare&seed=7`.

export const hashEntries = (hash: string): URLSearchParams => new URLSearchParams(hash.replace(/^#/, ''));

/** A new address in the history; an empty hash has to be said as an address, or the old one stays. */
export function pushHash(hash: string): void {
  history.pushState(null, '', hash === '' ? location.pathname + location.search : hash);
}
