// The Shifts view: a picture is moved, or covered in part, and the answers of a simple and of a complex cell are
// followed; below, the accuracy on the whole test set when every picture is moved.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { barPicture } from '../../draw/bar';
import type { TrainFacade } from '../../session/facade';
import { REACH } from '../../inspect/shifts/shiftCurve';
import { busyOver } from '../controls/busy';
import { choices } from '../controls/choices';
import { SeenController } from '../seen';
import { SESSION_EVENTS, SessionElement } from '../sessionElement';
import { errorText } from '../text/errorText';
import { formatPercent, formatSigned } from '../text/format';
import { icons } from '../controls/icons';
import { locale } from '../locale';
import { onePerClass } from '../picture/samples';
import { shared } from '../controls/styles';
import { viewStyles } from '../controls/viewStyles';
import { themeChoice } from '../theme';
import './accuracyMap';
import { cellsCard } from './cells';
import { slider } from '../controls/slider';
import './responseChart';
import type { OffsetEvent } from './responseChart';
import { ShiftController, type Axis } from './shiftController';
import './shiftPicture';
import type { CoverEvent, MovePictureEvent, Tool } from './shiftPicture';
import { shiftsStyles } from './shiftsStyles';
import { buttonStyles } from '../controls/buttonStyles';
import { choicesStyles } from '../controls/choicesStyles';
import { shiftsWords } from '../locales/shifts';
import { DIGITS, className, classWords, classesShown, isDigits, namesWidth } from '../text/classes';

/** Long enough for the kernels to lie within it, short enough to stay in the picture. */
const BAR_LENGTH = 0.6;
const BAR = { angles: { least: 0, most: 165, step: 15 }, thickness: { least: 1, most: 6 } };
const LID = { least: 2, most: 14 };
const FIRST_DIGIT = '3';

type Kind = 'bar' | 'digit';

@customElement('cs-shifts')
export class ShiftsElement extends SessionElement {
  static override readonly sessionEvents = SESSION_EVENTS;
  static override readonly styles = [shared, buttonStyles, choicesStyles, viewStyles, shiftsStyles];

  /** The place of the picture among the samples; null while a drawing is shown on the stage. */
  @property({ attribute: false }) sample: number | null = null;
  @state() private kind: Kind = 'bar';
  @state() private digit: number | null = null;
  @state() private angle = 90;
  @state() private thickness = 2;
  @state() private tool: Tool = 'move';
  @state() private lid = 6;

  readonly #shift = new ShiftController(this, () => this.session);

  constructor() {
    super();
    new SeenController(this, () => this.#shift.seen);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('session') && this.session) {
      const { samples } = this.session;
      this.digit ??=
        this.sample ?? onePerClass(samples).find((at) => samples[at]?.label === FIRST_DIGIT) ?? 0;
    }
    if (['session', 'kind', 'digit', 'angle', 'thickness'].some((name) => changed.has(name))) this.#draw();
  }

  #draw(): void {
    const { session } = this;
    if (!session) return;
    const [height = 28, width = 28, channels = 1] = session.input.shape;
    const pixels = session.samples[this.digit ?? 0]?.pixels;
    this.#shift.picture =
      this.kind === 'digit' && pixels
        ? Float32Array.from(pixels, (value) => value / 255)
        : barPicture({
            height,
            width,
            channels,
            angle: this.angle,
            thickness: this.thickness,
            length: Math.round(BAR_LENGTH * Math.min(height, width)),
          });
  }

  #digits(session: TrainFacade): TemplateResult {
    const words = classWords(session, locale.words);
    // Names need more room than digits.
    if (!isDigits(session.classNames))
      return html`<select
        aria-label=${words.onePicture}
        data-testid="shift-class"
        @change=${(event: Event) => (this.digit = Number((event.target as HTMLSelectElement).value))}
      >
        ${onePerClass(session.samples).map(
          (at) =>
            html`<option value=${at} .selected=${at === this.digit}>
              ${className(session, session.classNames.indexOf(session.samples[at]?.label ?? ''))}
            </option>`,
        )}
      </select>`;
    return html`<div class="digits" role="group" aria-label=${words.onePicture}>
      ${onePerClass(session.samples).map((at) => {
        const label = session.samples[at]?.label ?? '';
        return html`<button
          aria-pressed=${at === this.digit ? 'true' : 'false'}
          aria-label=${words.shown(label)}
          title=${label}
          data-testid=${`shift-digit-${label}`}
          @click=${() => (this.digit = at)}
        >
          ${label}
        </button>`;
      })}
    </div>`;
  }

  #picture(session: TrainFacade): TemplateResult {
    const { picture } = shiftsWords();
    const shift = this.#shift;
    const { dx, dy, cover } = shift;
    return html`<section class="card picture">
      <div class="bar">
        <h2>${picture.title}</h2>
        ${choices(picture.kind, { ...picture, digit: classWords(session, locale.words).onePicture }, ['bar', 'digit'], this.kind, (kind) => (this.kind = kind), 'shift')}
      </div>
      <cs-shift-picture
        .tensor=${shift.probe?.view('input', shift.at) ?? null}
        .tool=${this.tool}
        .dx=${dx}
        .dy=${dy}
        .cover=${cover}
        .lid=${this.lid}
        @cs-move-picture=${({ dx, dy }: MovePictureEvent) => shift.moveTo(dx, dy)}
        @cs-cover=${({ cover }: CoverEvent) => shift.coverWith(cover)}
      ></cs-shift-picture>
      <div class="bar">
        <span class="mono figure" data-testid="shift-at"
          >${picture.at(formatSigned(dx), formatSigned(dy))}</span
        >
        <button
          class="small"
          ?disabled=${dx === 0 && dy === 0}
          data-testid="shift-centre"
          @click=${() => shift.moveTo(0, 0)}
        >
          ${picture.centre}
        </button>
      </div>
      ${
        this.kind === 'digit'
          ? this.#digits(session)
          : html`${slider(picture.angle, this.angle, { ...BAR.angles, text: picture.degrees(this.angle), id: 'shift-angle' }, (angle) => (this.angle = angle))}
            ${slider(picture.thickness, this.thickness, { ...BAR.thickness, text: picture.pixels(this.thickness), id: 'shift-thickness' }, (thickness) => (this.thickness = thickness))}`
      }
      <div class="bar">
        <span class="name">${picture.tool}</span>
        ${choices(picture.tool, picture, ['move', 'cover'], this.tool, (tool) => (this.tool = tool), 'shift')}
      </div>
      ${
        this.tool === 'cover' || cover
          ? html`${slider(picture.size, this.lid, { ...LID, text: picture.pixels(`${this.lid}×${this.lid}`), id: 'shift-lid' }, (lid) => this.#resize(lid))}
              <button
                class="small"
                ?disabled=${cover === null}
                data-testid="uncover"
                @click=${() => shift.coverWith(null)}
              >
                ${picture.uncover}
              </button>`
          : nothing
      }
      <p class="hint">${this.tool === 'move' ? picture.hintMove : picture.hintCover}</p>
    </section>`;
  }

  /** The cover grows around its middle, and stays in the picture. */
  #resize(lid: number): void {
    this.lid = lid;
    const { cover } = this.#shift;
    if (!cover) return;
    const [rows = 28, columns = 28] = this.session?.input.shape ?? [];
    const start = (from: number, to: number, length: number): number =>
      Math.min(length - lid, Math.max(0, Math.round((from + to - lid) / 2)));
    const [top, left] = [start(cover.top, cover.bottom, rows), start(cover.left, cover.right, columns)];
    this.#shift.coverWith({ top, left, bottom: top + lid, right: left + lid });
  }

  #chart(): TemplateResult {
    const { chart } = shiftsWords();
    const shift = this.#shift;
    const move = (offset: number): void =>
      shift.axis === 'x' ? shift.moveTo(offset, shift.dy) : shift.moveTo(shift.dx, offset);
    return html`<section class="card chart">
      <div class="bar">
        <h2>${chart.title}</h2>
        <span class="turn"
          ><span class="name">${chart.axis}</span
          >${choices(chart.axis, chart, ['x', 'y'], shift.axis, (axis: Axis) => shift.alongAxis(axis), 'shift')}</span
        >
      </div>
      <cs-response-chart
        .responses=${shift.responses}
        .at=${shift.at}
        axis=${chart[shift.axis]}
        @cs-offset=${({ offset }: OffsetEvent) => move(offset)}
      ></cs-response-chart>
      ${slider(chart.offset, shift.at, { least: -REACH, most: REACH, text: formatSigned(shift.at), id: 'shift-offset' }, move)}
    </section>`;
  }

  #answer(): TemplateResult {
    const { answer } = shiftsWords();
    const shift = this.#shift;
    const now = shift.responses?.answers[shift.at + REACH] ?? [];
    const most = Math.max(...now);
    const best = now.indexOf(most);
    const width = (value: number): string => `width:${100 * Math.min(1, Math.max(0, value))}%`;
    const classNames = this.session?.classNames ?? DIGITS;
    const longest = namesWidth(classNames);
    // In a narrow window the bars need the width more.
    const names = isDigits(classNames) ? nothing : `--names:min(${longest}px, max(72px, 5.5vw))`;
    return html`<section class="card answer">
      <h2>${answer.title}</h2>
      <p class="hint">${answer.moved}</p>
      <ol .style=${names}>
        ${classesShown(now.length, now, null).map((at) => {
          const [name, value] = [className(this.session, at), now[at] ?? NaN];
          return html`<li class=${at === best ? 'best' : ''} data-testid="shift-answer" data-class=${at}>
            <b title=${name}>${name}</b><span class="track"><i .style=${width(value)}></i></span
            ><span class="mono">${formatPercent(value)}</span>
          </li>`;
        })}
      </ol>
      <p class="visually-hidden" aria-live="polite" data-testid="shift-says">
        ${best < 0 || this.session?.state === 'training' ? '' : answer.says(className(this.session, best), formatPercent(most))}
      </p>
    </section>`;
  }

  protected override render(): TemplateResult {
    const { session } = this;
    if (!session) return html``;
    const words = shiftsWords();
    const training = session.state === 'training';
    const { step } = session.progress;
    const { error } = this.#shift;
    return html`<main class="page">
      <header>
        <div>
          <h1>${words.title}</h1>
          <p>${words.lead}</p>
        </div>
        <div class="uses">
          <button
            class="icon"
            data-testid="shift-play"
            aria-label=${training ? words.pause : words.play}
            ?disabled=${!training && session.state !== 'idle'}
            @click=${() => (training ? void session.pause() : session.play())}
          >
            ${training ? icons.pause() : icons.play()}
          </button>
          <span data-testid="shift-uses"
            >${words.uses(step, training)}${step === 0 ? words.untrained : ''}</span
          >
        </div>
      </header>
      ${error ? html`<p class="failure" role="alert">${words.failed}: <span class="mono">${errorText(error, locale.words)}</span></p>` : nothing}
      <div class="desk">
        ${this.#picture(session)}${cellsCard({ words: words.cells, theme: themeChoice.theme, session, shift: this.#shift })}${this.#answer()}${this.#chart()}${this.#shift.responses || error ? nothing : busyOver()}
      </div>
      <p class="history">${words.history}</p>
      <cs-accuracy-map class="card"></cs-accuracy-map>
    </main>`;
  }
}
