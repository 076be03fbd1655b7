// The plan that pools one input both ways: created for its shape and the newest settings; run before anything is
// painted; destroyed when another plan replaces it or the tab is closed.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Screen } from '../../draw/screen';
import type { DrawnLayer } from '../../draw/stageTiles';
import type { TrainFacade } from '../../session/facade';
import type { PoolingSettings, Poolings } from '../../inspect/poolings';

type Tensor = DrawnLayer['activation'];

export interface PoolingsTarget {
  readonly session: TrainFacade;
  readonly screen: Screen | null;
  readonly tensor: Tensor;
  readonly settings: PoolingSettings;
}

export class PoolingsController implements ReactiveController {
  /** The newest plan that could be made; null before the first. */
  made: Poolings | null = null;
  /** The newest settings have a window that does not fit: the previous result stays. */
  unmet = false;
  #wanted = '';
  #pooled: Tensor | null = null;
  #screen: Screen | null = null;
  #leave: (() => void)[] = [];
  #connected = false;

  /**
   * @param target what is to be pooled; null while there is nothing
   * @param pooled the numbers of the pooled maps are others
   */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly target: () => PoolingsTarget | null,
    private readonly pooled: () => void,
  ) {
    host.addController(this);
  }

  /** Whether its maps hold the pooled numbers; a new plan runs with the next frame. */
  get hasPooled(): boolean {
    return this.#pooled !== null;
  }

  /** To be called by the host in `willUpdate`. */
  follow(): void {
    const target = this.target();
    if (!target) return;
    // What lay on a lost device is gone.
    if (this.made && this.made.device !== target.session.device) {
      this.made = null;
      this.#wanted = '';
    }
    void this.#make(target);
    if (this.#screen !== target.screen) this.#join(target.screen);
  }

  async #make({ session, tensor, settings }: PoolingsTarget): Promise<void> {
    const key = JSON.stringify([tensor.shape, settings]);
    if (key === this.#wanted) return;
    this.#wanted = key;
    try {
      const made = await session.tools.poolings(tensor.shape, settings);
      if (this.#wanted !== key || !this.#connected) {
        made.destroy();
        return;
      }
      this.made?.destroy();
      this.made = made;
      this.unmet = false;
      this.#pooled = null;
      this.#screen?.repaint();
    } catch {
      if (this.#wanted !== key) return;
      this.unmet = true;
    }
    this.host.requestUpdate();
  }

  #join(screen: Screen | null): void {
    this.#part();
    this.#screen = screen;
    if (!screen) return;
    this.#leave = [
      screen.derive((changed) => {
        const { made } = this;
        const tensor = this.target()?.tensor;
        if (!made || !tensor || (!changed && this.#pooled === tensor)) return false;
        if (String(tensor.shape) !== String(made.input.shape)) return false;
        made.pool(tensor);
        this.#pooled = tensor;
        return true;
      }),
      screen.onFrame((changed) => {
        if (changed) this.pooled();
      }),
    ];
  }

  #part(): void {
    for (const leave of this.#leave.splice(0)) leave();
    this.#screen = null;
  }

  hostConnected(): void {
    this.#connected = true;
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#part();
    this.#wanted = '';
    this.made?.destroy();
    this.made = null;
  }
}
