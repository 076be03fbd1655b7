// The recorded explanation: a training run that can be played and scrubbed without WebGPU, and what its columns
// mean in five short captions.

import { css, html, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { styleMap } from '../styleMap';
import { layoutStage, type PlacedColumn, type StageLayout } from '../../draw/layout';
import { paintRecorded, recordedLayers } from '../../draw/recordedStage';
import { dequantise, type RecordedInstant, type Recording } from '../../draw/recording';
import { ConnectedElement } from '../connectedElement';
import { headerName } from '../stage/columnHeader';
import { SizeController } from '../controllers/sizeController';
import { formatPercent, formatShape } from '../text/format';
import { icons } from '../controls/icons';
import { locale } from '../locale';
import { withoutGpuWords } from '../locales/withoutGpu';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';

const HEIGHT = 430;
const MIN_WIDTH = 640;
const INSTANT_MS = 900;
const CAPTIONS = ['picture', 'maps', 'pool', 'dense', 'answer'] as const;

@customElement('cs-recording')
export class RecordingElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-16);
      }
      .view {
        overflow-x: auto;
        background: var(--panel);
        border: 1px solid var(--line);
        border-radius: var(--radius-8);
        padding: var(--space-16);
      }
      .board {
        position: relative;
        padding-top: 52px;
      }
      .header {
        position: absolute;
        top: 0;
        height: 44px;
        transform: translateX(-50%);
        display: flex;
        flex-direction: column;
        justify-content: flex-end;
        align-items: center;
        text-align: center;
        font-size: var(--type-label);
        line-height: 1.35;
      }
      .header b.mono {
        width: min-content;
      }
      .header b {
        font-size: var(--type-figure);
      }
      .header span {
        color: var(--muted);
        white-space: nowrap;
      }
      canvas {
        display: block;
      }
      .answer {
        position: absolute;
        display: grid;
        grid-auto-rows: 1fr;
        margin: 0;
        padding: 0;
        list-style: none;
        font-size: var(--type-figure);
      }
      .answer li {
        display: flex;
        justify-content: space-between;
        align-items: center;
        color: var(--muted);
        font-variant-numeric: tabular-nums;
      }
      .answer .best {
        color: var(--ink);
        font-weight: 600;
      }
      .time {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: var(--space-12);
        align-items: center;
        font-size: var(--type-body);
        font-variant-numeric: tabular-nums;
      }
      .time .icon {
        border-radius: 50%;
        width: 40px;
        height: 40px;
        background: var(--accent);
        border-color: var(--accent);
        color: var(--on-accent);
      }
      input {
        width: 100%;
        accent-color: var(--accent);
      }
      .captions {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(165px, 1fr));
        gap: var(--space-16);
        margin: 0;
        padding: 0;
        list-style: none;
        counter-reset: part;
        font-size: var(--type-body);
        line-height: 1.6;
        color: var(--muted);
      }
      .captions b {
        display: block;
        color: var(--ink);
      }
      .captions li {
        counter-increment: part;
        border-top: 2px solid var(--line);
        padding-top: var(--space-8);
      }
      .captions b::before {
        content: counter(part) ' ';
        color: var(--accent);
      }
    `,
  ];

  @property({ attribute: false }) recording: Recording | null = null;
  @state() private at = 0;
  @state() private playing = false;
  @query('canvas') private readonly canvas!: HTMLCanvasElement | null;
  @query('.view') private readonly view!: HTMLElement | null;

  readonly #size = new SizeController(this, () => this.view);
  #layout: StageLayout = { width: 0, height: 0, columns: [] };
  #timer: ReturnType<typeof setInterval> | undefined;

  get #instant(): RecordedInstant | null {
    return this.recording?.instants[this.at] ?? null;
  }

  #play(playing: boolean): void {
    clearInterval(this.#timer);
    this.playing = playing;
    const last = (this.recording?.instants.length ?? 1) - 1;
    if (!playing) return;
    if (this.at >= last) this.at = 0;
    this.#timer = setInterval(() => {
      this.at = Math.min(last, this.at + 1);
      if (this.at === last) this.#play(false);
    }, INSTANT_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#play(false);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const { recording } = this;
    if (changed.has('recording')) this.at = Math.max(0, (recording?.instants.length ?? 1) - 1);
    const { width, pixelRatio } = this.#size;
    this.#layout = layoutStage(recording && width > 0 ? recordedLayers(recording) : [], {
      width: Math.max(MIN_WIDTH, width),
      height: HEIGHT,
      pixelRatio,
      showKernels: true,
    });
  }

  protected override updated(): void {
    const { canvas, recording } = this;
    const instant = this.#instant;
    if (!canvas || !recording || !instant || this.#layout.columns.length === 0) return;
    const { pixelRatio } = this.#size;
    const [width, height] = [
      Math.round(this.#layout.width * pixelRatio),
      Math.round(this.#layout.height * pixelRatio),
    ];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = canvas.getContext('2d');
    if (context) paintRecorded(context, this.#layout, recording, instant, themeChoice.theme, pixelRatio);
  }

  #header(column: PlacedColumn): TemplateResult {
    const { stage } = locale.words;
    const layer = this.#instant?.layers.find(({ name }) => name === column.layer.name);
    const { form } = column.layer;
    const name =
      form === 'picture'
        ? stage.input
        : form === 'answer'
          ? stage.answer
          : headerName(layer?.className ?? '');
    return html`<div class="header" .style=${styleMap({ left: `${column.x + column.width / 2}px` })}>
      <b class=${form === 'maps' || form === 'vector' ? 'mono' : ''}>${name}</b
      ><span class="mono">${formatShape(layer?.shape ?? this.recording?.picture.shape ?? [])}</span>
    </div>`;
  }

  #answers(): TemplateResult {
    const column = this.#layout.columns.at(-1);
    const tile = column?.tiles[0];
    const last = this.#instant?.layers.at(-1);
    if (!tile || !last || column.layer.form !== 'answer') return html``;
    const values = dequantise(last);
    const best = values.indexOf(Math.max(...values));
    return html`<ol
      class="answer"
      .style=${styleMap({ left: `${tile.x}px`, top: `${tile.y + 52}px`, width: `${tile.width}px`, height: `${tile.height}px` })}
    >
      ${Array.from(values, (value, at) => html`<li class=${at === best ? 'best' : ''}><b>${at}</b><span>${formatPercent(value)}</span></li>`)}
    </ol>`;
  }

  protected override render(): TemplateResult {
    const words = withoutGpuWords();
    const { recording } = this;
    const instant = this.#instant;
    if (!recording || !instant) return html`<p>${words.recording.absent}</p>`;
    const moment = words.recording.moment(instant.step, formatPercent(instant.testAccuracy));
    const { captions } = words.recording;
    const { width, height } = this.#layout;
    return html`<p>${words.recording.lead(recording.label)}</p>
      <div class="view" tabindex="0" role="region" aria-label=${locale.words.stage.title}>
        <div class="board" .style=${styleMap({ width: `${width}px` })}>
          ${this.#layout.columns.map((column) => this.#header(column))}
          <canvas
            data-testid="recording-canvas"
            role="img"
            aria-label=${moment}
            .style=${styleMap({ width: `${width}px`, height: `${height}px` })}
          ></canvas>
          ${this.#answers()}
        </div>
      </div>
      <div class="time">
        <button
          class="icon"
          data-testid="recording-play"
          aria-label=${this.playing ? words.recording.pause : words.recording.play}
          @click=${() => this.#play(!this.playing)}
        >
          ${this.playing ? icons.pause() : icons.play()}
        </button>
        <input
          type="range"
          min="0"
          max=${recording.instants.length - 1}
          .value=${String(this.at)}
          aria-label=${words.recording.scrub}
          aria-valuetext=${moment}
          data-testid="recording-scrub"
          @input=${(event: Event) => {
            this.#play(false);
            this.at = Number((event.target as HTMLInputElement).value);
          }}
        />
        <span>${moment}</span>
      </div>
      <ol class="captions">
        ${CAPTIONS.map((name) => html`<li><b>${captions[name][0]}</b>${captions[name][1]}</li>`)}
      </ol>`;
  }
}
