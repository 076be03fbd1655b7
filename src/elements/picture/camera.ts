// A camera of the stage or of the fruit lab: requesting, choosing, flipping and stopping it. All elements of a view share
// one stream; a failure is a code for which the page has words (locales/camera.ts). A page that is not seen has no use for a
// camera: it is off while the tab is hidden.

import { inTime, LateError } from '../../data/inTime';

export type CameraProblem = 'denied' | 'none' | 'busy' | 'gone' | 'insecure' | 'silent' | 'other';

/** Small enough to be read quickly; a camera of 4K scales it down itself. */
const WANTED = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };

const PROBLEMS: Readonly<Record<string, CameraProblem>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/** Event: `change`. */
export class Camera extends EventTarget {
  stream: MediaStream | null = null;
  starting = false;
  problem: CameraProblem | null = null;
  devices: readonly MediaDeviceInfo[] = [];
  mirror = true;
  #facing: 'user' | 'environment' = 'environment';
  #wanted = false;
  /** Was on when the page was hidden, and which one it was. */
  #paused: { readonly deviceId: string | null } | null = null;

  get deviceId(): string | null {
    return this.stream?.getVideoTracks()[0]?.getSettings().deviceId ?? null;
  }

  /** Phones have one on either side. */
  get turns(): boolean {
    return this.stream?.getVideoTracks()[0]?.getSettings().facingMode !== undefined;
  }

  async start(deviceId?: string): Promise<void> {
    this.#wanted = true;
    this.#paused = null;
    document.addEventListener('visibilitychange', this.#seenOrHidden);
    // The types promise what an insecure page does not have.
    const media = (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
    if (!media) {
      this.#become({ problem: 'insecure' });
      return;
    }
    this.#become({ starting: true, problem: null });
    this.#release();
    try {
      const which = deviceId === undefined ? { facingMode: this.#facing } : { deviceId: { exact: deviceId } };
      const asked = media.getUserMedia({ video: { ...WANTED, ...which } });
      // The browser may be showing an unanswered prompt; a later answer still counts.
      await inTime('camera', () => asked).catch((error: unknown) => {
        if (error instanceof LateError && !this.#dropped()) this.#become({ problem: 'silent' });
      });
      const stream = await asked;
      if (this.#dropped()) {
        for (const track of stream.getTracks()) track.stop();
        this.#become({ starting: false });
        return;
      }
      // That of an earlier request, answered late.
      this.#release();
      const [track] = stream.getVideoTracks();
      track?.addEventListener('ended', () => {
        if (this.stream === stream) this.#become({ stream: null, problem: 'gone' });
      });
      if (track?.getSettings().facingMode === 'environment') this.mirror = false;
      this.#become({ stream, starting: false, problem: null });
      // Allowed in a window beside a page that is hidden meanwhile.
      this.#seenOrHidden();
      const all = await media.enumerateDevices();
      this.#become({ devices: all.filter(({ kind }) => kind === 'videoinput') });
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      this.#become({ starting: false, problem: PROBLEMS[name] ?? 'other' });
    }
  }

  turn(): Promise<void> {
    this.#facing = this.#facing === 'user' ? 'environment' : 'user';
    this.mirror = this.#facing === 'user';
    return this.start();
  }

  setMirror(mirror: boolean): void {
    this.mirror = mirror;
    this.#become({});
  }

  stop(): void {
    this.#wanted = false;
    this.#paused = null;
    document.removeEventListener('visibilitychange', this.#seenOrHidden);
    this.#release();
    this.#become({ problem: null, starting: false });
  }

  readonly #seenOrHidden = (): void => {
    if (document.hidden) {
      if (this.stream === null) return;
      this.#paused = { deviceId: this.deviceId };
      this.#release();
      this.#become({});
    } else if (this.#paused !== null) void this.start(this.#paused.deviceId ?? undefined);
  };

  /** Turned off while the browser still asked. */
  #dropped(): boolean {
    return !this.#wanted;
  }

  #release(): void {
    const { stream } = this;
    this.stream = null;
    for (const track of stream?.getTracks() ?? []) track.stop();
  }

  #become(change: Partial<Pick<Camera, 'stream' | 'starting' | 'problem' | 'devices'>>): void {
    Object.assign(this, change);
    this.dispatchEvent(new Event('change'));
  }
}
