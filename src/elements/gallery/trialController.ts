// A trial as its element drives it: a device of its own, made when it is first run and given back when the network changes,
// the run is cancelled or the view is left.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { Screen } from '../../draw/screen';
import type { Domain } from '../../draw/colourMaps';
import type { DrawnLayer } from '../../draw/stageTiles';
import type { TrainFacade } from '../../session/facade';
import { galleryDefinition } from '../../inspect/gallery';
import {
  deviceBeside,
  Trial,
  type ForwardResult,
  type StepResult,
  type TrialProgress,
} from '../../inspect/trial';

/** The same weights at every visit. */
const SEED = 1;
/** What the picture is said to be of in a training step. */
export const TRIAL_LABEL = 0;

export interface TrialOutcome extends ForwardResult {
  /** Passes so far; the first has the driver at work as well. */
  readonly runs: number;
  /** Of the colours of each layer's maps. */
  readonly ranges: ReadonlyMap<string, Domain>;
  readonly screen: Screen;
  readonly result: (layer: string) => DrawnLayer['activation'];
}

export interface SteppedOutcome extends StepResult {
  readonly before: number;
  readonly after: number;
}

const ANIMATION = {
  request: (callback: () => void) => requestAnimationFrame(callback),
  cancel: (id: number) => cancelAnimationFrame(id),
};

export class TrialController implements ReactiveController {
  progress: TrialProgress | null = null;
  outcome: TrialOutcome | null = null;
  stepped: SteppedOutcome | null = null;
  error: unknown = null;
  cancelled = false;
  #abort: AbortController | null = null;
  #runs = 0;
  #held: { readonly trial: Trial; readonly device: GPUDevice; readonly screen: Screen } | null = null;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  get running(): boolean {
    return this.#abort !== null;
  }

  hostDisconnected(): void {
    this.forget();
  }

  /** One pass forward; the first makes the network. */
  async run(session: TrainFacade, name: string, bytes: Uint8Array): Promise<void> {
    await this.#while(session, async (signal) => {
      await this.#forward(session, name, bytes, signal);
    });
  }

  /** One training step, and a pass that shows what came of it. */
  async step(session: TrainFacade, name: string, bytes: Uint8Array): Promise<void> {
    await this.#while(session, async (signal) => {
      const { answers } = await this.#forward(session, name, bytes, signal);
      const following = this.#following(signal);
      const result = await this.#held?.trial.step(bytes, TRIAL_LABEL, following);
      const after = await this.#forward(session, name, bytes, signal);
      if (result)
        this.stepped = {
          ...result,
          before: answers[TRIAL_LABEL] ?? NaN,
          after: after.answers[TRIAL_LABEL] ?? NaN,
        };
    });
  }

  cancel(): void {
    const { running } = this;
    this.forget();
    this.cancelled = running;
    this.host.requestUpdate();
  }

  /** Another picture: what came of the one before says nothing of it. The network stays. */
  clear(): void {
    this.outcome = null;
    this.stepped = null;
    this.error = null;
    this.cancelled = false;
    this.host.requestUpdate();
  }

  /** Gives everything back. */
  forget(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.#release();
    this.progress = null;
    this.error = null;
    this.cancelled = false;
  }

  #release(): void {
    const held = this.#held;
    this.#held = null;
    this.outcome = null;
    this.stepped = null;
    this.#runs = 0;
    held?.screen.close();
    held?.device.destroy();
  }

  #following(signal: AbortSignal) {
    return {
      signal,
      onProgress: (progress: TrialProgress) => {
        if (signal.aborted) return;
        this.progress = progress;
        this.host.requestUpdate();
      },
    };
  }

  /** The session rests meanwhile: two at work would tell wrong times. */
  async #while(session: TrainFacade, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.running) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.error = null;
    this.cancelled = false;
    this.stepped = null;
    this.host.requestUpdate();
    const goesOn = session.state === 'training';
    try {
      if (goesOn) await session.pause();
      await work(abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) {
        this.#release();
        this.error = error;
      }
    } finally {
      if (this.#abort === abort) {
        this.#abort = null;
        this.progress = null;
      }
      if (goesOn) session.play();
      this.host.requestUpdate();
    }
  }

  async #forward(
    session: TrainFacade,
    name: string,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<ForwardResult> {
    const following = this.#following(signal);
    const { trial, screen } = await this.#ready(session, name, following);
    const result = await trial.forward(
      Float32Array.from(bytes, (byte) => byte / 255),
      following,
    );
    const ranges = await trial.ranges();
    signal.throwIfAborted();
    this.#runs++;
    this.outcome = { ...result, runs: this.#runs, ranges, screen, result: (layer) => trial.result(layer) };
    screen.repaint();
    this.host.requestUpdate();
    return result;
  }

  async #ready(
    session: TrainFacade,
    name: string,
    following: { readonly signal: AbortSignal; readonly onProgress: (progress: TrialProgress) => void },
  ): Promise<{ readonly trial: Trial; readonly screen: Screen }> {
    if (this.#held) return this.#held;
    const device = await deviceBeside(session.device);
    try {
      const trial = await Trial.open(device, galleryDefinition(name), SEED, following);
      following.signal.throwIfAborted();
      const screen = new Screen({ device, refresh: () => 0 }, ANIMATION, (error) => {
        this.error = error;
        this.host.requestUpdate();
      });
      this.#held = { trial, device, screen };
      return this.#held;
    } catch (error) {
      device.destroy();
      throw error;
    }
  }
}
