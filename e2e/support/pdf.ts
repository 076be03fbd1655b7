// The pictures in a PDF as Chromium writes it: every image object with its pixels. Enough to say that a page on paper shows what
// the page on the screen showed; not a reader of PDF.

import { inflateSync } from 'node:zlib';

export interface PdfPicture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, row by row. */
  readonly rgb: Uint8Array;
}

export function picturesIn(pdf: Buffer): readonly PdfPicture[] {
  const text = pdf.toString('latin1');
  // How far each pixel covers what is below stands in a picture of its own.
  const masks = new Set([...text.matchAll(/\/SMask (\d+) 0 R/g)].map(([, id]) => id));
  const found: PdfPicture[] = [];
  const images = /(\d+) 0 obj\s*(<<[^<>]*\/Subtype\s*\/Image[^<>]*>>)\s*stream\r?\n/g;
  for (const { 0: all, 1: id, 2: head = '', index } of text.matchAll(images)) {
    if (masks.has(id) || !head.includes('/FlateDecode')) continue;
    const number = (name: string): number => Number(new RegExp(`/${name}\\s+(\\d+)`).exec(head)?.[1] ?? NaN);
    const [width, height, start] = [number('Width'), number('Height'), index + all.length];
    const bytes = inflateSync(pdf.subarray(start, start + number('Length')));
    const channels = bytes.length / (width * height);
    if (channels !== 1 && channels !== 3) continue;
    const rgb =
      channels === 3
        ? bytes
        : Uint8Array.from({ length: 3 * width * height }, (_, at) => bytes[Math.floor(at / 3)] ?? 0);
    found.push({ width, height, rgb });
  }
  return found;
}

/** How many pages it has. */
export const pagesIn = (pdf: Buffer): number =>
  [...pdf.toString('latin1').matchAll(/\/Type\s*\/Page\b(?!s)/g)].length;
