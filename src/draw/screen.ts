// Frame scheduling. A frame is asked for when something changed or while training runs on a fast device, and never
// otherwise: a page at rest costs nothing. In a frame the source first brings its tensors up to date, then
// every canvas that needs it is painted, all in one submit.

import { isLost } from '../gpu/deviceLoss';
import { waitForSubmittedWork } from '../gpu/waits';
import { Painter, type Surface } from './painter';

export interface FrameSource {
  readonly device: GPUDevice;
  /**
   * Brings the tensors up to date. Others may do so between frames, to read from them.
   * @returns how often they were computed so far; with another number every canvas is painted
   */
  refresh(): number;
  /** Whether the next frame may show something new; absent: yes. While it does not, a frame is asked for when one is due. */
  readonly everyFrame?: boolean;
}

/** The page's frames; `requestAnimationFrame` in a browser. */
export interface FrameClock {
  request(callback: () => void): number;
  cancel(id: number): void;
}

/** The screens that are not closed, to be painted together: for print, for a picture that is saved. */
const open = new Set<Screen>();

/**
 * Paints every canvas now and hands them to `read` before the browser takes what was painted: only in this moment can a canvas
 * of WebGPU be read.
 */
export function readCanvases(read: (canvas: HTMLCanvasElement) => void): void {
  for (const screen of open) screen.read(read);
}

export class Screen {
  readonly #surfaces = new Set<Surface>();
  readonly #derived = new Set<(changed: boolean) => boolean>();
  readonly #afterFrame = new Set<(changed: boolean) => void>();
  #painter: Painter;
  #pending = 0;
  #running = false;
  #painted = 0;
  /** How often the source's tensors had been computed by the last frame. */
  #computed = 0;

  /** @param onError called if the page's own shaders do not compile */
  constructor(
    readonly source: FrameSource,
    readonly clock: FrameClock,
    readonly onError: (error: unknown) => void,
  ) {
    this.#painter = this.#start();
    open.add(this);
  }

  #start(): Painter {
    const painter = new Painter(this.source.device);
    painter.ready
      .then(() => this.repaint())
      .catch(async (error: unknown) => {
        // On a lost device nothing compiles; after its replacement the canvases move to the new one.
        if (!(await isLost(painter.device))) this.onError(error);
      });
    return painter;
  }

  /** Frames painted so far. */
  get painted(): number {
    return this.#painted;
  }

  /** While true, every animation frame is used that may show something new. */
  set running(running: boolean) {
    this.#running = running;
    if (running) this.request();
  }

  add(surface: Surface): void {
    this.#surfaces.add(surface);
    surface.dirty = true;
    this.request();
  }

  remove(surface: Surface): void {
    this.#surfaces.delete(surface);
    this.#painter.release(surface);
  }

  /**
   * For tensors computed from the source's: called in each frame before anything is painted, with whether the source's
   * tensors changed; returns whether its own did. Returns the way out.
   */
  derive(bringUpToDate: (changed: boolean) => boolean): () => void {
    this.#derived.add(bringUpToDate);
    this.request();
    return () => this.#derived.delete(bringUpToDate);
  }

  /** Calls back after each frame; `changed` tells whether the tensors did. Returns the way out. */
  onFrame(callback: (changed: boolean) => void): () => void {
    this.#afterFrame.add(callback);
    return () => this.#afterFrame.delete(callback);
  }

  /** Resolves when the GPU has drawn all that was painted so far. */
  done(): Promise<void> {
    return waitForSubmittedWork(this.source.device);
  }

  /** Asks for one frame. */
  request(): void {
    if (this.#pending === 0) this.#pending = this.clock.request(() => this.#frame());
  }

  /** Asks for one frame in which every canvas is painted anew. */
  repaint(): void {
    for (const surface of this.#surfaces) surface.dirty = true;
    this.request();
  }

  /** Paints every canvas now and hands each to `read`. Canvases that cannot be painted yet are left out. */
  read(read: (canvas: HTMLCanvasElement) => void): void {
    if (!this.#painter.isReady) return;
    this.repaint();
    this.clock.cancel(this.#pending);
    this.#frame();
    for (const { canvas } of this.#surfaces) read(canvas);
  }

  /** After the source was given another device: all canvases move to it, empty until they are given its tensors. */
  followDevice(): void {
    if (this.#painter.device === this.source.device) return;
    for (const surface of this.#surfaces) surface.set([]);
    this.#painter.destroy();
    this.#painter = this.#start();
  }

  #frame(): void {
    this.#pending = 0;
    const computed = this.source.refresh();
    let changed = computed !== this.#computed;
    this.#computed = computed;
    for (const bringUpToDate of this.#derived) changed = bringUpToDate(changed) || changed;
    const due = [...this.#surfaces].filter(({ dirty, groups }) => dirty || (changed && groups.length > 0));
    if (due.length > 0) {
      this.#painter.paint(due);
      this.#painted++;
    }
    for (const callback of this.#afterFrame) callback(changed);
    if (this.#running && this.source.everyFrame !== false) this.request();
  }

  close(): void {
    open.delete(this);
    this.clock.cancel(this.#pending);
    this.#running = false;
    this.#painter.destroy();
    this.#surfaces.clear();
    this.#derived.clear();
    this.#afterFrame.clear();
  }
}
