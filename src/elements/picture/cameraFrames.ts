// The frames of a camera, one at a time, as something to draw. Where the browser gives frames to the page
// (MediaStreamTrackProcessor), they are copied in a millisecond. A video must be drawn instead: its pixels come back from the
// browser's graphics process, which without a graphics card takes 100 ms while it also draws the stage, and the page waits.

import { sourceOfRgba, type Source } from './source';

interface TrackProcessor {
  readonly readable: ReadableStream<VideoFrame>;
}
type FrameReader = ReadableStreamDefaultReader<VideoFrame>;

/** Null where the browser has this only in workers, or not at all. */
function readerOf(stream: MediaStream): FrameReader | null {
  const { MediaStreamTrackProcessor } = globalThis as {
    MediaStreamTrackProcessor?: new (init: {
      track: MediaStreamTrack;
      maxBufferSize: number;
    }) => TrackProcessor;
  };
  const [track] = stream.getVideoTracks();
  if (!track || !MediaStreamTrackProcessor) return null;
  return new MediaStreamTrackProcessor({ track, maxBufferSize: 1 }).readable.getReader();
}

/** Closes the frame. */
async function rgbaOf(frame: VideoFrame): Promise<Uint8ClampedArray<ArrayBuffer>> {
  const coloured = await withColourSpace(frame);
  try {
    const bytes = new Uint8ClampedArray(coloured.allocationSize({ format: 'RGBA' }));
    await coloured.copyTo(bytes, { format: 'RGBA' });
    return bytes;
  } finally {
    coloured.close();
  }
}

/** Of a camera that names no colour space, a frame in that in which the browser shows its video: BT.709. */
async function withColourSpace(frame: VideoFrame): Promise<VideoFrame> {
  const { format, visibleRect, timestamp, colorSpace } = frame;
  if (!format || !visibleRect || /RGB|BGR/.test(format) || colorSpace.matrix !== null) return frame;
  try {
    const planes = new Uint8Array(frame.allocationSize());
    const layout = await frame.copyTo(planes);
    return new VideoFrame(planes, {
      ...{ format, timestamp, layout, codedWidth: visibleRect.width, codedHeight: visibleRect.height },
      colorSpace: { matrix: 'bt709', primaries: 'bt709', transfer: 'bt709', fullRange: false },
    });
  } finally {
    frame.close();
  }
}

export class CameraFrames {
  #reader: FrameReader | null;
  readonly #canvas = new OffscreenCanvas(1, 1);
  /** The time of the frame drawn last. */
  #drawnAt = -1;

  /** @param video draws the frames where the browser does not give them to the page */
  constructor(
    readonly stream: MediaStream,
    private readonly video: HTMLVideoElement,
  ) {
    this.#reader = readerOf(stream);
    if (!this.#reader) this.#play();
  }

  /** Resolves with the newest frame that was not returned before; null if there is none, or the camera is off. */
  async next(): Promise<Source | null> {
    if (!this.#reader) return this.#drawn();
    try {
      const { value } = await this.#reader.read();
      return value ? await this.#copied(value) : null;
    } catch {
      // A browser that cannot convert this frame.
      this.#reader = null;
      this.#play();
      return null;
    }
  }

  async #copied(frame: VideoFrame): Promise<Source> {
    const { width = 0, height = 0 } = frame.visibleRect ?? {};
    return sourceOfRgba(await rgbaOf(frame), width, height, this.#canvas);
  }

  #play(): void {
    this.video.srcObject = this.stream;
    void this.video.play().catch(() => undefined);
  }

  #drawn(): Source | null {
    const { readyState, videoWidth: width, videoHeight: height, currentTime } = this.video;
    if (readyState < HTMLMediaElement.HAVE_CURRENT_DATA || width === 0 || currentTime === this.#drawnAt)
      return null;
    this.#drawnAt = currentTime;
    return { image: this.video, width, height };
  }
}
