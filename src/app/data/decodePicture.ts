// Decodes the files of pictures with the browser: turned upright, the central square, scaled.

/** @returns size · size · 4 bytes, RGBA. @throws the browser's reason for a damaged file */
export async function decodePicture(bytes: Uint8Array, _: string, size: number): Promise<Uint8ClampedArray> {
  const whole = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]), {
    imageOrientation: 'from-image',
  });
  try {
    const context = new OffscreenCanvas(size, size).getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('the browser gives no canvas');
    const side = Math.min(whole.width, whole.height);
    const [left, top] = [(whole.width - side) / 2, (whole.height - side) / 2];
    context.imageSmoothingQuality = 'high';
    context.drawImage(whole, left, top, side, side, 0, 0, size, size);
    return context.getImageData(0, 0, size, size).data;
  } finally {
    whole.close();
  }
}
