// A trained network as a page of its own: it takes the network out of the page (src/formats/html), asks for the graphics processor,
// and classifies what it is shown. Nothing is fetched, and nothing is sent.

import { html, render } from 'lit/html.js';
import { MODEL_ID, readWebPageModel, type WebPageModel } from '../formats/html/webPage';
import { NoDeviceError, requestGpuDevice } from '../gpu/requestDevice';
import { defineNetwork } from '../models/anyNetwork';
import type { Network } from '../models/network';
import { Classifier } from './classifier';
import { takeFiles } from './takeFiles';
import { busy, content, header, obstacle, type Switches } from './view';
import { Viewer } from './viewer';
import { WORDS, type Language, type Obstacle } from './words';

/** Why nothing can be classified, and what the engine says of it. */
class Stopped extends Error {
  constructor(
    readonly why: Obstacle,
    cause?: unknown,
  ) {
    super(cause instanceof Error ? cause.message : '', { cause });
  }
}

class StandalonePage {
  #language: Language = navigator.language.startsWith('ja') ? 'ja' : 'en';
  #model: WebPageModel | null = null;
  #network: Network | null = null;
  #viewer: Viewer | null = null;
  #stopped: Stopped | null = null;
  readonly #switches: Switches = {
    setLanguage: (language) => {
      this.#language = language;
      this.draw();
    },
    changeTheme: () => setTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'),
  };

  constructor(private readonly container: HTMLElement) {}

  async open(): Promise<void> {
    try {
      const model = (this.#model = readModel());
      const network = (this.#network = defineNetwork(model.network));
      this.draw();
      const device = await openDevice();
      const compared = model.familiarity?.layer ?? null;
      const classifier = await Classifier.create(device, network, model.weights, compared).catch(
        (error: unknown) => {
          throw new Stopped('failed', error);
        },
      );
      const viewer = (this.#viewer = new Viewer(classifier, model));
      const [height, width] = viewer.shape;
      document.documentElement.style.setProperty('--proportions', `${width} / ${height}`);
      viewer.addEventListener('change', () => this.draw());
      void device.lost.then(() => viewer.stop());
      takeFiles(viewer);
    } catch (error) {
      this.#stopped = error instanceof Stopped ? error : new Stopped('failed', error);
    }
    this.draw();
  }

  draw(): void {
    const language = this.#language;
    const title = this.#model?.labels[language].join(WORDS[language].separator) ?? 'Convscope';
    document.documentElement.lang = language;
    document.title = title;
    render(html`${header(title, language, this.#switches)} ${this.#content()}`, this.container);
  }

  #content() {
    const language = this.#language;
    const [model, network, viewer, stopped] = [this.#model, this.#network, this.#viewer, this.#stopped];
    if (stopped) return obstacle(stopped.why, stopped.message, language);
    if (viewer?.isLost === true) return obstacle('lost', '', language);
    if (!viewer || !model || !network) return busy(language);
    return content(viewer, { ...model, language, network });
  }
}

/** @throws Stopped */
function readModel(): WebPageModel {
  const text = document.getElementById(MODEL_ID)?.textContent ?? '';
  if (text.trim() === '') throw new Stopped('noModel');
  try {
    return readWebPageModel('model', text);
  } catch (error) {
    throw new Stopped('damaged', error);
  }
}

/** @throws Stopped */
async function openDevice(): Promise<GPUDevice> {
  try {
    return (await requestGpuDevice()).device;
  } catch (error) {
    if (!(error instanceof NoDeviceError) || error.facts.code !== 'noWebGpu')
      throw new Stopped('noAdapter', error);
    throw new Stopped(isSecureContext ? 'noWebGpu' : 'insecure');
  }
}

function setTheme(theme: 'light' | 'dark'): void {
  document.documentElement.dataset.theme = theme;
}

const system = matchMedia('(prefers-color-scheme: dark)');
const followSystem = (): void => setTheme(system.matches ? 'dark' : 'light');
system.addEventListener('change', followSystem);
followSystem();

const container = document.body.appendChild(document.createElement('div'));
container.className = 'page';
void new StandalonePage(container).open();
