// Keeps a host's microscope: opened with the session, looked through again when the picture or the parameters have
// changed at rest, given up when the network changes.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Screen } from '../../draw/screen';
import type { TrainFacade } from '../../session/facade';
import type { StepView, Microscope } from '../../inspect/microscope/microscope';

/** Events after which the parameters may be others. */
const CHANGES = ['statechange', 'progress', 'editschange'];

export class StepViewController implements ReactiveController {
  microscope: Microscope | null = null;
  view: StepView | null = null;
  error: Error | null = null;
  #session: TrainFacade | null = null;
  #connected = false;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly session: () => TrainFacade | null,
    private readonly screen: () => Screen | null,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#connected = true;
  }

  hostUpdate(): void {
    const session = this.session();
    if (!this.#connected || session === this.#session) return;
    this.#follow(session);
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#follow(null);
  }

  /** The picture or the parameters may have changed. While training runs, the step stays held. */
  renew(): void {
    const { microscope } = this;
    if (!microscope || this.#session?.state === 'training') return;
    void this.#through(microscope, () => microscope.takeStep());
  }

  /** @param label as `Microscope.choose` takes it */
  choose(label: number | null): void {
    const { microscope } = this;
    if (microscope) void this.#through(microscope, () => microscope.choose(label));
  }

  readonly #changed = (): void => this.renew();
  readonly #selection = (): void => {
    if (!this.microscope) return;
    this.view = this.microscope.current;
    this.screen()?.repaint();
    this.host.requestUpdate();
  };
  readonly #gone = (): void => {
    this.#drop();
    void this.#open();
  };

  #follow(session: TrainFacade | null): void {
    const before = this.#session;
    before?.removeEventListener('layerschange', this.#gone);
    for (const event of CHANGES) before?.removeEventListener(event, this.#changed);
    this.#drop();
    this.#session = session;
    session?.addEventListener('layerschange', this.#gone);
    for (const event of CHANGES) session?.addEventListener(event, this.#changed);
    if (session) void this.#open();
  }

  #drop(): void {
    this.microscope?.removeEventListener('step', this.#selection);
    this.microscope = null;
    this.view = null;
    this.error = null;
    if (this.#connected) this.host.requestUpdate();
  }

  async #open(): Promise<void> {
    const session = this.#session;
    if (!session) return;
    try {
      const microscope = await session.tools.microscope();
      if (session !== this.#session || this.microscope) return;
      this.microscope = microscope;
      microscope.addEventListener('step', this.#selection);
      await this.#through(microscope, () => microscope.takeStep());
    } catch (error) {
      this.#failed(error);
    }
  }

  async #through(microscope: Microscope, view: () => Promise<StepView>): Promise<void> {
    try {
      const found = await view();
      if (microscope !== this.microscope || found === this.view) return;
      this.view = found;
      this.error = null;
      this.screen()?.repaint();
      this.host.requestUpdate();
    } catch (error) {
      // What was looked through is gone with its network: the next one is on its way.
      if (microscope === this.microscope) this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.error = error instanceof Error ? error : new Error(String(error));
    this.host.requestUpdate();
  }
}
