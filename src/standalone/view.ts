// The page around the two canvases: where pictures come from, the answer, and what is to be known about it. Styles are in page.css;
// the page's policy allows no style attributes.

import { html, nothing, type TemplateResult } from 'lit/html.js';
import { live } from 'lit/directives/live.js';
import type { Camera } from '../elements/picture/camera';
import type { Network } from '../models/network';
import type { Labels, WebPageModel } from '../formats/html/webPage';
import type { Viewer } from './viewer';
import { LANGUAGES, WORDS, type Language, type Obstacle, type Words } from './words';

/** More classes than these are listed from the most probable on. */
const MANY = 10;

/** What is the same for every picture. */
export interface About {
  readonly language: Language;
  readonly network: Network;
  readonly labels: Labels;
  readonly threshold: number;
  readonly familiarity?: WebPageModel['familiarity'];
}

export interface Switches {
  readonly setLanguage: (language: Language) => void;
  readonly changeTheme: () => void;
}

export const percent = (value: number): string => `${(100 * value).toFixed(0)} %`;

export function header(
  title: string,
  language: Language,
  { setLanguage, changeTheme }: Switches,
): TemplateResult {
  const words = WORDS[language];
  return html`<header>
    <h1>${title}</h1>
    <div class="bar" role="group" aria-label=${words.language}>
      ${(Object.keys(LANGUAGES) as Language[]).map(
        (code) =>
          html`<button
            class="plain"
            lang=${code}
            aria-pressed=${code === language ? 'true' : 'false'}
            @click=${() => setLanguage(code)}
          >
            ${LANGUAGES[code]}
          </button>`,
      )}
    </div>
    <button class="plain" aria-label=${words.theme} title=${words.theme} @click=${changeTheme}>◐</button>
  </header>`;
}

/** In the place of all else. @param detail as the engine says it */
export function obstacle(why: Obstacle, detail: string, language: Language): TemplateResult {
  return html`<main class="obstacle">
    <p role="alert" data-testid="obstacle">${WORDS[language].obstacles[why]}</p>
    ${detail === '' ? nothing : html`<p class="hint mono" lang="en">${detail}</p>`}
  </main>`;
}

export const busy = (language: Language): TemplateResult =>
  html`<main class="obstacle"><p role="status">${WORDS[language].opening}</p></main>`;

export function content(viewer: Viewer, about: About): TemplateResult {
  return html`<main>${halves(viewer, about)}</main>
    <footer>${remarks(about)}</footer>`;
}

/** The input with its sources, and the answer. */
export function halves(viewer: Viewer, about: About): TemplateResult {
  const words = WORDS[about.language];
  return html`<section class="input">
      ${sources(viewer, words)} ${picture(viewer, words)} ${below(viewer, words)}
    </section>
    <section class="output" aria-label=${words.answer}>
      ${answers(viewer, about)} ${sees(viewer, words)}
    </section>`;
}

/** What is to be known about the answers. */
export function remarks(about: About): TemplateResult {
  const words = WORDS[about.language];
  return html`<p>${words.private}</p>
    <p>${words.threshold(percent(about.threshold))} ${about.familiarity ? words.unlike : words.knowsOnly}</p>
    <p class="mono">
      ${words.network(about.network.name, new Intl.NumberFormat(about.language).format(about.network.parameterCount))}
    </p>`;
}

function sources(viewer: Viewer, words: Words): TemplateResult {
  const { source, camera } = viewer;
  const isOn = camera.stream !== null || camera.starting;
  return html`<div class="bar" role="group" aria-label=${words.source}>
    <button
      class=${source === null ? 'primary' : ''}
      aria-pressed=${isOn ? 'true' : 'false'}
      data-testid="camera"
      @click=${() => (isOn ? camera.stop() : viewer.useCamera())}
    >
      ${isOn ? words.camera.stop : words.camera.start}
    </button>
    <label class="button"
      ><input
        class="visually-hidden"
        type="file"
        accept="image/*"
        data-testid="file"
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          const [file] = input.files ?? [];
          if (file) void viewer.show(file);
          // The same file may be chosen again.
          input.value = '';
        }}
      />${words.choose}</label
    >
    ${
      viewer.isGrey
        ? html`<button
            aria-pressed=${source === 'drawing' ? 'true' : 'false'}
            data-testid="draw"
            @click=${() => viewer.draw()}
          >
            ${words.draw}
          </button>`
        : nothing
    }
  </div>`;
}

function picture(viewer: Viewer, words: Words): TemplateResult {
  const { source, pad } = viewer;
  const isDrawing = source === 'drawing';
  return html`<div class="frame" data-testid="frame">
    <div
      class="canvas ${viewer.isMirrored ? 'mirrored' : ''} ${isDrawing ? 'pad' : ''}"
      role="img"
      aria-label=${isDrawing ? words.pad : words.shown}
      ?hidden=${!viewer.hasFrame}
      @pointerdown=${isDrawing ? pad.down : nothing}
      @pointermove=${isDrawing ? pad.move : nothing}
      @pointerup=${isDrawing ? pad.up : nothing}
      @pointercancel=${isDrawing ? pad.up : nothing}
    >
      ${viewer.frame}
    </div>
    ${viewer.video}
    <p ?hidden=${viewer.hasFrame} role="status">
      ${viewer.camera.starting || viewer.camera.stream ? words.camera.starting : words.invite}
    </p>
  </div>`;
}

function below(viewer: Viewer, words: Words): TemplateResult {
  const { source, camera, broken } = viewer;
  const isLive = source === 'camera' && (camera.stream !== null || viewer.frozen);
  const onOff = (name: string, id: string, isOn: boolean, set: (isOn: boolean) => void): TemplateResult =>
    html`<label
      ><input
        type="checkbox"
        role="switch"
        data-testid=${id}
        .checked=${live(isOn)}
        @change=${(event: Event) => set((event.target as HTMLInputElement).checked)}
      />${name}</label
    >`;
  return html`${
      isLive || source === 'drawing' || viewer.isGrey
        ? html`<div class="bar">
            ${
              isLive
                ? html`<button data-testid="freeze" @click=${() => viewer.freeze(!viewer.frozen)}>
                      ${viewer.frozen ? words.resume : words.freeze}
                    </button>
                    ${onOff(words.camera.mirror, 'mirror', camera.mirror, (mirror) => camera.setMirror(mirror))}
                    ${devices(camera, words)}`
                : nothing
            }
            ${
              source === 'drawing'
                ? html`<button data-testid="erase" @click=${() => viewer.erase()}>${words.erase}</button>`
                : nothing
            }
            ${viewer.isGrey ? onOff(words.invert, 'invert', viewer.invert, (invert) => viewer.setInvert(invert)) : nothing}
          </div>`
        : nothing
    }
    ${
      source === 'camera' && camera.problem !== null
        ? html`<p class="problem" role="alert" data-testid="problem">${cameraProblem(camera, words)}</p>`
        : nothing
    }
    ${
      broken === null
        ? nothing
        : html`<p class="problem" role="alert" data-testid="problem">
            ${words.broken(broken === '' ? words.pasted : broken)}
          </p>`
    }
    <p class="hint drop">${words.drop}</p>`;
}

/** Phones have one on either side; elsewhere there is a list. */
function devices(camera: Camera, words: Words): TemplateResult | typeof nothing {
  if (camera.devices.length < 2) return nothing;
  if (camera.turns) return html`<button @click=${() => void camera.turn()}>${words.camera.turn}</button>`;
  return html`<select
    aria-label=${words.camera.choose}
    @change=${(event: Event) => void camera.start((event.target as HTMLSelectElement).value)}
  >
    ${camera.devices.map(
      ({ deviceId, label }, at) =>
        html`<option value=${deviceId} ?selected=${deviceId === camera.deviceId}>
          ${label || words.camera.unnamed(at + 1)}
        </option>`,
    )}
  </select>`;
}

function cameraProblem({ problem }: Camera, words: Words): string {
  if (problem === null) return '';
  const ofFile = location.protocol === 'file:' ? words.cameraOfFile[problem] : undefined;
  return ofFile ?? words.camera.problems[problem];
}

function answers({ answer }: Viewer, { language, labels }: About): TemplateResult {
  const words = WORDS[language];
  const names = labels[language];
  const { probabilities, best, order, framesPerSecond, isFamiliar } = answer;
  const listed = names.length <= MANY ? names.keys() : order.slice(0, MANY);
  const said = probabilities === null ? words.none : best === null ? words.notSure : (names[best] ?? '');
  return html`<p class="said ${best === null ? 'unsure' : ''}" aria-live="polite" data-testid="said">
      ${said}
    </p>
    ${isFamiliar ? nothing : html`<p class="hint" role="status" data-testid="unfamiliar">${words.unfamiliar}</p>`}
    <ol>
      ${Array.from(listed, (at) => {
        const [value, name] = [probabilities?.[at] ?? 0, names[at] ?? ''];
        return html`<li class=${at === best ? 'best' : ''} data-testid="answer" data-class=${at}>
          <span class="name">${name}</span
          ><progress max="1" .value=${value} aria-label=${words.probability(name)}></progress
          ><span class="mono">${probabilities === null ? '–' : percent(value)}</span>
        </li>`;
      })}
    </ol>
    ${names.length > MANY ? html`<p class="hint">${words.others(names.length - MANY)}</p>` : nothing}
    ${
      framesPerSecond > 0
        ? html`<p class="hint" data-testid="speed">
            ${words.speed(framesPerSecond.toFixed(framesPerSecond < 10 ? 1 : 0))}
          </p>`
        : nothing
    }`;
}

function sees({ seen, answer, shape: [height, width], isGrey }: Viewer, words: Words): TemplateResult {
  return html`<div class="sees" ?hidden=${answer.probabilities === null}>
    <div role="img" aria-label=${words.seen} data-testid="seen">${seen}</div>
    <span class="hint">${words.seen}<br />${words.size(height, width, isGrey)}</span>
  </div>`;
}
