// Whether the displayed picture is like those that the network learned from (train/familiarity.ts). It is loaded with data whose
// test pictures can say so: those of the fruit lab, and rendered fruit.
//
// What is familiar holds for the parameters that it was found with. While the network trains nothing is said; once it
// rests, or shows another moment, it is found out anew.

import {
  css,
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { Reader } from '../../draw/reader';
import { Majority } from '../../lab/smoother';
import type { StageFacade, TrainFacade } from '../../session/facade';
import { isFamiliar, type Familiarity } from '../../train/familiarity';
import { ConnectedElement } from '../connectedElement';
import { wordsOf } from '../locale';
import { camera } from '../locales/camera';

const words = wordsOf('camera', camera);

/** Other parameters, or another network. */
const OUTDATING = ['layerschange', 'datachange', 'editschange', 'travelchange', 'statechange'] as const;

/** What shows the answer of a network. */
interface Host extends ReactiveControllerHost {
  /** The network that is drawn. */
  readonly session: StageFacade | null;
  /** The page's session; other networks are not asked. */
  readonly trained: TrainFacade | null;
}

export class PictureFamiliarity implements ReactiveController {
  /** Null where it is not known. */
  familiar: boolean | null = null;
  #session: TrainFacade | null = null;
  #known: Familiarity | null = null;
  #isOutdated = true;
  #isLearning = false;
  readonly #reader = new Reader();
  /** Over the camera's last moments. */
  readonly #lately = new Majority();

  /** @param renew reads the displayed picture again */
  constructor(
    private readonly host: Host,
    private readonly renew: () => void,
  ) {
    host.addController(this);
    this.hostUpdated();
  }

  hostUpdated(): void {
    const { session, trained } = this.host;
    this.#follow(trained === session && trained?.data.testApart === true ? trained : null);
  }

  hostDisconnected(): void {
    this.#follow(null);
    this.#reader.close();
  }

  #follow(session: TrainFacade | null): void {
    if (session === this.#session) return;
    for (const event of OUTDATING) {
      this.#session?.removeEventListener(event, this.#outdate);
      session?.addEventListener(event, this.#outdate);
    }
    this.#session = session;
    this.#outdate();
  }

  readonly #outdate = (): void => {
    this.#isOutdated = true;
    this.#known = null;
    this.#lately.reset();
    if (this.familiar === false) this.host.requestUpdate();
    this.familiar = null;
    this.renew();
  };

  /** Reads what the network makes of the displayed picture, at the moment of the call. @param isLive as of a camera */
  async read(isLive: boolean): Promise<void> {
    const session = this.#session;
    if (session && this.#isOutdated) void this.#learn(session);
    const known = this.#known;
    const layer = session?.layers.find(({ name }) => name === known?.layer);
    if (!session || !known || !layer || session.travel.shown.kind === 'difference') {
      this.familiar = null;
      return;
    }
    const numbers = await this.#reader.read(session.device, layer.activation);
    if (!numbers || known !== this.#known) return;
    if (!isLive) this.#lately.reset();
    this.familiar = this.#lately.add(isFamiliar(known, numbers), performance.now());
  }

  async #learn(session: TrainFacade): Promise<void> {
    if (this.#isLearning || session.state !== 'idle') return;
    this.#isLearning = true;
    this.#isOutdated = false;
    const wanted = (): boolean => !this.#isOutdated && session === this.#session;
    try {
      const known = await session.tools.familiarity({ wanted });
      if (wanted()) this.#known = known;
    } catch {
      // A network that is being replaced, or a lost device, is heard of from the session.
    } finally {
      this.#isLearning = false;
      if (this.#session) this.renew();
    }
  }

  /** Why there is no answer. @param isLive the answer to a camera says itself that it is not sure */
  render(isLive: boolean): TemplateResult {
    return html`<cs-unfamiliar .reasonOnly=${isLive}></cs-unfamiliar>`;
  }
}

@customElement('cs-unfamiliar')
export class UnfamiliarElement extends ConnectedElement {
  static override readonly styles = css`
    :host {
      color: var(--muted);
      font-size: var(--type-label);
      line-height: 1.35;
    }
    b {
      display: block;
      font-size: var(--type-body);
      font-weight: 400;
    }
  `;

  @property({ type: Boolean }) reasonOnly = false;

  protected override render(): TemplateResult {
    const { notSure, unfamiliar } = words().stage;
    return html`<div role="status" data-testid="unfamiliar">
      ${this.reasonOnly ? nothing : html`<b>${notSure}</b>`}${unfamiliar}
    </div>`;
  }
}
