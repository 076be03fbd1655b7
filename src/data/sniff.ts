// What a file is, by its first bytes and not by its name, and how large its picture is, before anything is decoded.
// Sources: PNG 3rd ed. §5.2 and §11.2.1; GIF89a §18; JPEG ITU-T T.81 §B.2.2; WebP RFC 9649 §2.4–2.7; HEIF ISO/IEC 23008-12 §10

export type PictureKind = 'jpeg' | 'png' | 'webp' | 'gif' | 'bmp' | 'avif' | 'heic';

export interface Sniffed {
  readonly kind: PictureKind;
  /** As stored, before it is turned upright; null where the header does not say. */
  readonly size: readonly [width: number, height: number] | null;
}

/** Enough for the header of every kind but JPEG, whose size may stand behind a thumbnail. */
export const HEAD_BYTES = 512 * 1024;

/** @param head the first bytes of the file @returns null for what is no picture */
export function sniff(head: Uint8Array): Sniffed | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const text = (at: number, length: number): string => String.fromCharCode(...head.subarray(at, at + length));
  const has = (bytes: number): boolean => head.length >= bytes;
  if (text(0, 3) === '\xff\xd8\xff') return { kind: 'jpeg', size: jpegSize(view) };
  if (text(0, 8) === '\x89PNG\r\n\x1a\n')
    return { kind: 'png', size: has(24) ? [view.getUint32(16), view.getUint32(20)] : null };
  if (/^GIF8[79]a/.test(text(0, 6)))
    return { kind: 'gif', size: has(10) ? [view.getUint16(6, true), view.getUint16(8, true)] : null };
  if (text(0, 4) === 'RIFF' && text(8, 4) === 'WEBP')
    return { kind: 'webp', size: has(30) ? webpSize(view, text(12, 4)) : null };
  if (text(0, 2) === 'BM')
    return {
      kind: 'bmp',
      size: has(26) ? [view.getInt32(18, true), Math.abs(view.getInt32(22, true))] : null,
    };
  if (text(4, 4) === 'ftyp') {
    const brands = text(8, Math.min(64, view.byteLength - 8));
    if (/avif|avis/.test(brands)) return { kind: 'avif', size: null };
    if (/hei[cxms]|hev[cxms]|mif1|msf1/.test(brands)) return { kind: 'heic', size: null };
  }
  return null;
}

/** From the frame header, the first marker of C0 … CF that is no table. */
function jpegSize(view: DataView): Sniffed['size'] {
  for (let at = 2; at + 9 < view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return [view.getUint16(at + 7), view.getUint16(at + 5)];
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function webpSize(view: DataView, chunk: string): Sniffed['size'] {
  switch (chunk) {
    case 'VP8 ':
      return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return [1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff)];
    }
    case 'VP8X':
      return [1 + (view.getUint32(24, true) & 0xffffff), 1 + (view.getUint32(26, true) >>> 8)];
    default:
      return null;
  }
}
