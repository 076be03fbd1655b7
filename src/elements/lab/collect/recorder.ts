// A recording: while it runs, pictures of what a video shows, as fast as they differ. It ends in one list, whatever ended it,
// so nothing that was recorded is lost.

import { squareJpeg } from '../../../lab/intake';
import type { NewPicture } from '../../../lab/picture';

/** Between two pictures; faster ones would hardly differ. */
const INTERVAL_MS = 110;
export const MAX_PICTURES = 120;

export class Recorder {
  readonly #recording = crypto.randomUUID();
  readonly #pictures: NewPicture[] = [];
  #running = true;
  readonly #done: Promise<void>;

  /** @param counted called with the number of pictures so far */
  constructor(
    private readonly video: HTMLVideoElement,
    private readonly classId: string,
    private readonly counted: (count: number) => void,
  ) {
    this.#done = this.#record();
  }

  get full(): boolean {
    return this.#pictures.length >= MAX_PICTURES;
  }

  /** @returns what was recorded, one picture at least where the video shows something */
  async stop(): Promise<readonly NewPicture[]> {
    this.#running = false;
    await this.#done;
    return this.#pictures;
  }

  async #record(): Promise<void> {
    do {
      const startedAt = performance.now();
      const { videoWidth, videoHeight } = this.video;
      if (videoWidth > 0) {
        const stored = await squareJpeg(this.video, videoWidth, videoHeight);
        const name = `${this.#recording.slice(0, 4)}_${this.#pictures.length + 1}.jpg`;
        this.#pictures.push({ ...stored, classId: this.classId, recording: this.#recording, name });
        this.counted(this.#pictures.length);
      }
      const rest = INTERVAL_MS - (performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, rest)));
    } while (this.#running && !this.full);
  }
}
