// What is shown to the network, and when: frames of the camera, a held-out picture or a file, one look after the other, for
// as long as the host is there.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { FrameSource, FrameView } from '../../../lab/frameInput';
import { storedForm } from '../../../lab/intake';
import type { Lab, TrainedModel } from '../../../lab/lab';
import { LabProblem } from '../../../lab/problem';
import type { Camera } from '../../picture/camera';
import { imageDataOf } from '../still';

export const SOURCES = ['camera', 'picture', 'file'] as const;
export type Source = (typeof SOURCES)[number];

/** A still picture is looked at as often as its answer is smoothed. */
const STILL_MS = 120;

/** What the host has. */
export interface LiveInputHost {
  readonly lab: () => Lab | null;
  readonly camera: () => Camera | null;
  readonly video: () => HTMLVideoElement | null;
  /** What is changed on the way to the network. */
  readonly view: () => FrameView;
  /** There is a new answer: to this frame, which is closed afterwards. */
  readonly answered: (frame: FrameSource) => void;
  /** Another scene or another network: what was compared with is gone. */
  readonly another: () => void;
}

export class LiveInputController implements ReactiveController {
  source: Source = 'picture';
  /** Among the held-out pictures. */
  at = 0;
  file: ImageBitmap | null = null;
  problem: LabProblem | null = null;
  #still: { readonly of: string; readonly bitmap: ImageBitmap } | null = null;
  #running = false;
  #live: unknown = null;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly inputHost: LiveInputHost,
  ) {
    host.addController(this);
  }

  get made(): TrainedModel | null {
    const lab = this.inputHost.lab();
    return lab?.madeIn(lab.way) ?? null;
  }

  show(source: Source, at = this.at): void {
    this.source = source;
    this.at = Math.min(at, Math.max(0, (this.made?.trained.held.images.count ?? 1) - 1));
    this.inputHost.lab()?.live?.forget();
    this.inputHost.another();
    this.host.requestUpdate();
  }

  /** A file of one's own. */
  async take(chosen: File): Promise<void> {
    try {
      const { bytes, type } = await storedForm(chosen, chosen.name);
      this.file?.close();
      this.file = await createImageBitmap(new Blob([bytes], { type }));
      this.problem = null;
      this.show('file');
    } catch (error) {
      if (!(error instanceof LabProblem)) throw error;
      this.problem = error;
      this.host.requestUpdate();
    }
  }

  hostConnected(): void {
    if (this.inputHost.camera()?.stream) this.source = 'camera';
    this.#running = true;
    void this.#loop();
  }

  hostDisconnected(): void {
    this.#running = false;
    this.#still?.bitmap.close();
    this.#still = null;
  }

  async #loop(): Promise<void> {
    while (this.#running) {
      await this.#next();
      const lab = this.inputHost.lab();
      const live = lab?.live ?? null;
      if (live !== this.#live) {
        this.#live = live;
        this.inputHost.another();
      }
      if (!lab || !live || document.hidden) continue;
      const { source } = this;
      const frame = await this.#frame().catch(() => null);
      if (!frame) continue;
      try {
        if (live !== lab.live) continue;
        if ((await live.look(frame, this.inputHost.view())) === null || source !== this.source) continue;
        this.inputHost.answered(frame);
        lab.answered();
      } finally {
        if (source === 'camera' && frame.image instanceof ImageBitmap) frame.image.close();
      }
    }
  }

  /** The next moment to look: with the screen's frames, slower for what stands still. */
  #next(): Promise<void> {
    return new Promise((resolve) => {
      if (this.source !== 'camera' || !this.inputHost.lab()?.live) setTimeout(resolve, STILL_MS);
      else requestAnimationFrame(() => resolve());
    });
  }

  /** What is shown now; null while there is nothing. */
  async #frame(): Promise<FrameSource | null> {
    const { file } = this;
    if (this.source === 'camera') {
      const video = this.inputHost.video();
      if (!video || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0)
        return null;
      // The video plays on while the network works; this frame is kept to be shown beside its answer.
      const image = await createImageBitmap(video);
      return { image, width: image.width, height: image.height };
    }
    if (this.source === 'file') return file && { image: file, width: file.width, height: file.height };
    const { made } = this;
    if (!made) return null;
    const { held, way, seconds } = made.trained;
    const at = Math.min(this.at, held.images.count - 1);
    const key = `${way} ${seconds} ${at}`;
    if (this.#still?.of !== key) {
      const bitmap = await createImageBitmap(imageDataOf(held.images, at));
      this.#still?.bitmap.close();
      this.#still = { of: key, bitmap };
    }
    const { bitmap } = this.#still;
    return { image: bitmap, width: bitmap.width, height: bitmap.height };
  }
}
