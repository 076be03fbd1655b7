// What is pooled, and how: the picture or a layer's map, the window, and the arithmetic of the size that comes out.

import { html, nothing, type TemplateResult } from 'lit';
import { PICTURE, inColour, type DrawnLayer } from '../../draw/stageTiles';
import type { TrainFacade } from '../../session/facade';
import type { PoolingSettings, Poolings } from '../../inspect/poolings';
import { formatShape } from '../text/format';
import { icons } from '../controls/icons';
import type { Messages } from '../locale';
import '../picture/samples';
import { marked } from '../text/marked';
import { axisOf, outputSum, paddingSum } from './poolGeometry';
import { compareWords } from '../locales/compare';

/** The longest window and stride. */
const MOST = 8;

export interface ControlsScene {
  readonly session: TrainFacade;
  readonly sample: number | null;
  /** What can be pooled, and what is. */
  readonly sources: readonly DrawnLayer[];
  readonly source: DrawnLayer;
  readonly channel: number;
  /** As asked for; the plan's own may still be others. */
  readonly settings: PoolingSettings;
  readonly poolings: Poolings | null;
  readonly unmet: boolean;
  readonly words: Messages;
  readonly choose: (source: string) => void;
  readonly show: (channel: number) => void;
  readonly set: (change: Partial<PoolingSettings>) => void;
}

/** Of a colour picture all channels are drawn at once; the numbers below are those of one. */
function channelName(source: DrawnLayer, channel: number, { colours }: Messages): string | null {
  return source.name === PICTURE && inColour(source.outputShape) ? (colours.channels[channel] ?? null) : null;
}

/** A map of a network that learns: it can be watched from here. */
function training({ session, words }: ControlsScene): TemplateResult {
  const { time } = words;
  const compare = compareWords();
  const trains = session.state === 'training';
  return html`<div class="stepper">
    <button
      class="plain"
      data-testid="pool-train"
      ?disabled=${!trains && session.state !== 'idle'}
      @click=${() => (trains ? void session.pause() : session.play())}
    >
      ${trains ? icons.pause(16) : icons.play(16)} ${trains ? time.pause : time.play}
    </button>
    <span class="small">${compare.poolings.step(session.progress.step)}</span>
  </div>`;
}

function input(scene: ControlsScene): TemplateResult {
  const { session, sources, source, channel, words, choose, show } = scene;
  const say = compareWords().poolings;
  const channels = source.outputShape[2] ?? 1;
  const nameOf = (name: string): string => {
    const layer = session.layers.find((one) => one.name === name);
    return layer ? `${layer.className} · ${name}` : say.picture;
  };
  const step = (label: string, icon: TemplateResult, by: number): TemplateResult =>
    html`<button
      class="plain icon"
      aria-label=${label}
      @click=${() => show((channel + channels + by) % channels)}
    >
      ${icon}
    </button>`;
  return html`<section>
    <h2>${say.input}</h2>
    <select
      aria-label=${say.input}
      data-testid="pool-source"
      @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}
    >
      ${sources.map(
        ({ name, outputShape }) =>
          html`<option value=${name} ?selected=${name === source.name}>
            ${nameOf(name)} (${formatShape(outputShape)})
          </option>`,
      )}
    </select>
    ${
      channels > 1
        ? html`<div class="stepper">
            ${step(words.inspector.previous, icons.left(), -1)}
            <span data-testid="pool-channel"
              >${channelName(source, channel, words) ?? say.map(channel + 1, channels)}</span
            >
            ${step(words.inspector.next, icons.right(), 1)}
          </div>`
        : nothing
    }
    ${source.name === PICTURE ? nothing : training(scene)}
  </section>`;
}

/** The arithmetic of the size, or why there is none. */
function arithmetic({
  source,
  settings: asked,
  poolings,
  unmet,
}: ControlsScene): TemplateResult | typeof nothing {
  const say = compareWords().poolings;
  if (unmet) {
    const [height = 1, width = 1] = source.outputShape;
    return html`<p class="problem" role="alert" data-testid="pool-problem">
      ${marked(say.tooLarge(asked.poolSize, height, width))}
    </p>`;
  }
  if (!poolings) return nothing;
  const { settings } = poolings;
  const rows = axisOf(poolings.input.shape[0] ?? 1, poolings.outputShape[0] ?? 1, settings);
  const padded = rows.before + rows.after;
  return html`<div>
    <p class="sum" data-testid="pool-sum">${outputSum(rows.input, settings)} = <b>${rows.output}</b></p>
    ${padded > 0 ? html`<p class="sum" data-testid="pool-padding">${paddingSum(rows, settings)} = <b>${padded}</b></p>` : nothing}
    <p class="small">
      ${padded > 0 ? say.padded(rows.before, rows.after) : rows.unread > 0 ? say.unread(rows.unread) : say.fits}
    </p>
  </div>`;
}

function window(scene: ControlsScene): TemplateResult {
  const { settings, set } = scene;
  const slider = (option: 'poolSize' | 'strides', name: string): TemplateResult =>
    html`<label class="field"
      ><code>${name}</code
      ><input
        type="range"
        min="1"
        max=${MOST}
        .value=${String(settings[option])}
        data-testid=${name}
        @input=${(event: Event) => set({ [option]: Number((event.target as HTMLInputElement).value) })}
      /><output>${settings[option]}</output></label
    >`;
  return html`<section>
    <h2>${compareWords().poolings.window}</h2>
    ${slider('poolSize', 'pool_size')} ${slider('strides', 'strides')}
    <fieldset class="choice">
      <code>padding</code>
      <div class="segments" role="group" aria-label="padding">
        ${(['valid', 'same'] as const).map(
          (padding) =>
            html`<button
              data-testid=${`padding-${padding}`}
              aria-pressed=${settings.padding === padding ? 'true' : 'false'}
              @click=${() => set({ padding })}
            >
              ${padding}
            </button>`,
        )}
      </div>
    </fieldset>
    ${arithmetic(scene)}
  </section>`;
}

export function poolingControls(scene: ControlsScene): TemplateResult {
  const { sample, words } = scene;
  return html`<div class="controls">
    <section>
      <h2>${words.picture.title}</h2>
      <cs-samples .chosen=${sample}></cs-samples>
    </section>
    ${input(scene)} ${window(scene)}
  </div>`;
}
