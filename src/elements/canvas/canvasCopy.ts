// A plain canvas with what another one shows. A WebGPU canvas can be copied only while it was just painted (`Screen.read`).

export function copyOf(canvas: HTMLCanvasElement): HTMLCanvasElement {
  const copy = document.createElement('canvas');
  [copy.width, copy.height] = [canvas.width, canvas.height];
  // What is drawn by the processor is printed like any picture.
  copy.getContext('2d', { willReadFrequently: true })?.drawImage(canvas, 0, 0);
  return copy;
}
