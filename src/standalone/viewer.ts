// What the network is shown, and what it answers: the camera's frames one after the other, a picture file, or a drawing. It renders
// nothing but two canvases; the view listens and reads.

import { FramePace } from '../elements/picture/framePace';
import { Camera } from '../elements/picture/camera';
import type { WebPageModel } from '../formats/html/webPage';
import type { FrameSource } from '../lab/frameInput';
import { Answer } from './answer';
import type { Classifier } from './classifier';
import { DrawingPad } from './drawingPad';
import { paint } from './paint';

export type Source = 'camera' | 'picture' | 'drawing';

/** Larger pictures are made smaller: a texture holds no more. */
const MAX_SIDE = 4096;

/** Event: `change`. */
export class Viewer extends EventTarget {
  source: Source | null = null;
  /** The camera's last frame stays. */
  frozen = false;
  /** Light and dark change places: a network of white digits on black sees black ones on paper. */
  invert = false;
  /** Why the last file was not shown: its name, empty for what was pasted without one. */
  broken: string | null = null;
  /** The graphics processor is gone: nothing is classified any more. */
  isLost = false;
  readonly camera = new Camera();
  /** There is something on `frame`. */
  hasFrame = false;
  /** The whole picture that was answered last, and what the network made of it. */
  readonly frame = document.createElement('canvas');
  readonly seen = document.createElement('canvas');
  readonly video = document.createElement('video');
  readonly answer: Answer;
  readonly pad: DrawingPad;
  /** The camera's newest frame, on its way through the network. */
  readonly #newest = document.createElement('canvas');
  #isBusy = false;
  #isStale = false;
  /** Counts what is shown: an answer that comes late belongs to another. */
  #scene = 0;
  #frameAt = -1;
  readonly #pace = new FramePace({
    wanted: () => this.#isLive && this.camera.stream !== null && !this.isLost,
    show: () => Promise.resolve(this.#take()),
    drawn: () => this.#classify(),
  });

  constructor(
    private readonly classifier: Classifier,
    { labels, threshold, familiarity }: Pick<WebPageModel, 'labels' | 'threshold' | 'familiarity'>,
  ) {
    super();
    this.answer = new Answer(labels.en.length, threshold, familiarity);
    this.pad = new DrawingPad(this.frame, this.shape, labels.en, () => void this.#classify());
    Object.assign(this.video, { muted: true, playsInline: true });
    this.camera.addEventListener('change', () => this.#cameraChanged());
  }

  /** [height, width, channels] of what the network sees. */
  get shape(): Classifier['shape'] {
    return this.classifier.shape;
  }

  get isGrey(): boolean {
    return this.shape[2] === 1;
  }

  /** Whether the picture is shown as in a mirror. */
  get isMirrored(): boolean {
    return this.source === 'camera' && this.camera.mirror;
  }

  /** Frames follow each other. */
  get #isLive(): boolean {
    return this.source === 'camera' && !this.frozen;
  }

  useCamera(): void {
    this.#begin('camera');
    void this.camera.start();
  }

  freeze(frozen: boolean): void {
    this.frozen = frozen;
    this.#scene++;
    if (frozen) void this.#classify();
    else void this.#pace.run();
    this.#changed();
  }

  draw(): void {
    this.#begin('drawing');
    this.erase();
  }

  erase(): void {
    this.pad.erase();
    this.hasFrame = true;
    this.#forget();
    this.#changed();
  }

  setInvert(invert: boolean): void {
    this.invert = invert;
    if (this.source !== null) void this.#classify();
    this.#changed();
  }

  /** Shows a picture file, or says that it is none. What is shown stays in that case. */
  async show(file: File): Promise<void> {
    let image: ImageBitmap;
    try {
      image = await createImageBitmap(file, { imageOrientation: 'from-image' });
    } catch {
      this.broken = file.name;
      this.#changed();
      return;
    }
    this.#begin('picture');
    const scale = Math.min(1, MAX_SIDE / Math.max(image.width, image.height));
    // What is transparent lies on white, as in the fruit lab; pictures of grey networks are mostly black.
    const ground = this.isGrey ? '#000' : '#fff';
    drawOn(
      this.frame,
      image,
      [image.width, image.height].map((side) => Math.max(1, Math.round(scale * side))),
      ground,
    );
    this.hasFrame = true;
    image.close();
    await this.#classify();
  }

  /** The graphics processor is gone. */
  stop(): void {
    this.isLost = true;
    this.camera.stop();
    this.#changed();
  }

  /** It is shown no more: frees the camera and the network. */
  close(): void {
    this.stop();
    this.classifier.destroy();
  }

  #begin(source: Source): void {
    if (source !== 'camera') this.camera.stop();
    this.source = source;
    this.frozen = false;
    this.broken = null;
    this.hasFrame = false;
    this.#forget();
    this.#changed();
  }

  #forget(): void {
    this.#scene++;
    this.answer.forget();
  }

  #cameraChanged(): void {
    const { video, camera } = this;
    if (video.srcObject !== camera.stream) {
      video.srcObject = camera.stream;
      void video.play().catch(() => undefined);
    }
    void this.#pace.run();
    this.#changed();
  }

  /** The camera's frame as it is now; false if there is no new one. */
  #take(): boolean {
    const { video } = this;
    if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return false;
    const { videoWidth, videoHeight, currentTime } = video;
    if (videoWidth === 0 || currentTime === this.#frameAt) return false;
    this.#frameAt = currentTime;
    drawOn(this.#newest, video, [videoWidth, videoHeight]);
    return true;
  }

  get #shown(): FrameSource {
    if (this.source === 'drawing') return this.pad.source;
    const image = this.#isLive ? this.#newest : this.frame;
    return { image, width: image.width, height: image.height };
  }

  /** Of what is shown now. While one picture is on its way, the newest waits. */
  async #classify(): Promise<void> {
    this.#isStale = true;
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      while (this.#isStale) await this.#classifyOnce();
    } catch {
      this.stop();
    } finally {
      this.#isBusy = false;
    }
  }

  async #classifyOnce(): Promise<void> {
    this.#isStale = false;
    const scene = this.#scene;
    const classified = await this.classifier.classify(this.#shown, { invert: this.invert });
    if (scene !== this.#scene) return;
    if (this.#isLive) {
      this.answer.add(classified, performance.now());
      drawOn(this.frame, this.#newest, [this.#newest.width, this.#newest.height]);
      this.hasFrame = true;
    } else this.answer.set(classified);
    paint(this.seen, classified.seen, this.shape);
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** @param size width and height that the canvas takes @param ground behind what is transparent */
function drawOn(
  canvas: HTMLCanvasElement,
  image: CanvasImageSource,
  [width = 1, height = 1]: readonly number[],
  ground = '#000',
): void {
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context) return;
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
}
