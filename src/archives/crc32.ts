// CRC-32 as zip and gzip have it (ISO 3309).

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** @param before the checksum of the bytes before these, to continue it */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  // An index and no iterator, which takes three times as long.
  for (let i = 0; i < bytes.length; i++) crc = (TABLE[(crc ^ (bytes[i] ?? 0)) & 255] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}
