// Keeps the answers of the network up to date for the confusion matrix: while the network trains those of each test of
// the session, else those of the moment shown, which it asks for, one evaluation at a time.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Predictions } from '../../inspect/predictions';
import type { TrainFacade } from '../../session/facade';
import { confusionOf } from '../../train/confusion';
import { keptOf, momentOf, type Moment } from './evaluated';

/** A shorter evaluation shows no progress. */
const SLOW_MS = 400;

export class ConfusionController implements ReactiveController {
  /** The share done of a slow evaluation, 0…1; null while there is none. */
  fraction: number | null = null;
  error: Error | null = null;
  /** It was cancelled, or failed: the reader asks for the next evaluation. */
  held = false;
  #tool: Predictions | null = null;
  /** The moment that is being evaluated. */
  #underWay: Moment | null = null;
  #busy = false;
  #stale = true;
  #connected = false;
  /** The number of the evaluation that is wanted. */
  #wanted = 0;
  #followed: { readonly session: TrainFacade; readonly leave: () => void } | null = null;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly session: () => TrainFacade | null,
  ) {
    host.addController(this);
  }

  /** An evaluation is under way. */
  get busy(): boolean {
    return this.#busy;
  }

  /** To be called on every event of the session. */
  heard({ type }: Event): void {
    if (type === 'layerschange') this.#tool = null;
    if (type === 'datachange') this.held = false;
    // Other parameters at what may be the same step.
    if (['layerschange', 'datachange', 'editschange'].includes(type)) this.#stale = true;
    if (this.#busy && this.#overtaken()) this.#wanted++;
    this.#renew();
    this.host.requestUpdate();
  }

  cancel(): void {
    this.held = true;
    this.#follow(null);
    this.#wanted++;
    this.host.requestUpdate();
  }

  evaluate(): void {
    this.held = false;
    this.error = null;
    this.#stale = true;
    this.#follow(this.session());
    this.#renew();
    this.host.requestUpdate();
  }

  /** What is being evaluated is not what is shown any more. */
  #overtaken(): boolean {
    const session = this.session();
    if (!session || this.#stale) return true;
    const { kind, step } = momentOf(session);
    const moved = this.#underWay !== null && (kind !== this.#underWay.kind || step !== this.#underWay.step);
    return moved && !(kind === 'now' && session.state === 'training');
  }

  #due(session: TrainFacade): boolean {
    const { evaluated } = keptOf(session);
    if (this.#stale || evaluated === null) return true;
    const { kind, step } = momentOf(session);
    const { moment } = evaluated;
    if (kind !== moment.kind) return true;
    // While it trains, tests bring the answers.
    return step !== moment.step && (kind === 'past' || session.state !== 'training');
  }

  #follow(session: TrainFacade | null): void {
    if (session === (this.#followed?.session ?? null)) return;
    this.#followed?.leave();
    this.#followed = session && {
      session,
      leave: session.tools.followTests((step, probabilities) => {
        if (momentOf(session).kind !== 'now') return;
        // What is under way is older.
        this.#wanted++;
        this.#take(session, { kind: 'now', step }, probabilities);
      }),
    };
  }

  #take(session: TrainFacade, moment: Moment, probabilities: Float32Array): void {
    const { test } = session.data;
    const confusion = confusionOf(test.labels, probabilities, test.classNames.length);
    const network = JSON.stringify(session.network);
    keptOf(session).evaluated = { pictures: test, probabilities, confusion, moment, network };
    this.host.requestUpdate();
  }

  #renew(): void {
    const session = this.#connected ? this.session() : null;
    if (!session || this.#busy || this.held) return;
    if (['idle', 'training', 'failed'].includes(session.state) && this.#due(session))
      void this.#evaluate(session);
  }

  async #evaluate(session: TrainFacade): Promise<void> {
    const run = ++this.#wanted;
    const wanted = (): boolean => this.#connected && run === this.#wanted;
    const start = performance.now();
    this.#busy = true;
    this.#stale = false;
    this.#underWay = null;
    let gone = false;
    const memory = keptOf(session);
    if (memory.evaluated?.network !== JSON.stringify(session.network)) memory.evaluated = null;
    try {
      const tool = this.#tool ?? (await session.tools.predictions());
      if (!wanted()) return;
      // From here to the copy of the parameters nothing is waited for: they are those of this moment.
      this.#tool = tool;
      this.#underWay = momentOf(session);
      const moment = this.#underWay;
      const { test } = session.data;
      const probabilities = await tool.predict(test, {
        onProgress: (fraction) => {
          if (performance.now() - start < SLOW_MS) return;
          this.fraction = fraction;
          this.host.requestUpdate();
        },
        wanted,
      });
      if (!wanted()) return;
      // Its network is gone: what follows it is heard of.
      gone = probabilities === null;
      if (probabilities === null) return;
      this.#take(session, moment, probabilities);
      this.error = null;
    } catch (error) {
      // A network that is being replaced or a device that is lost is heard of from the session.
      if (!wanted() || session.state === 'recovering' || session.state === 'compiling') return;
      this.error = error instanceof Error ? error : new Error(String(error));
      this.held = true;
    } finally {
      this.#busy = false;
      this.fraction = null;
      if (gone) this.#stale = true;
      else this.#renew();
      this.host.requestUpdate();
    }
  }

  hostConnected(): void {
    this.#connected = true;
    this.#stale = true;
  }

  hostUpdate(): void {
    this.#follow(this.#connected && !this.held ? this.session() : null);
    this.#renew();
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#follow(null);
    this.#tool = null;
  }
}
