/** What tells the random numbers of a layer from those of others under the same seed: a hash of its name (FNV-1a, 32 bits). */
export function randomStream(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
