// The Data view on a real session, with a small fixed catalogue.

import { ContextProvider } from '@lit/context';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DataElement } from '../../src/elements/data/data';
import { PAGE_SIZE, placesOf, type ContactSheetElement } from '../../src/elements/data/contactSheet';
import { countsOf } from '../../src/elements/data/classCounts';
import { sessionContext } from '../../src/elements/sessionElement';
import type { PictureEvent } from '../../src/elements/pointed';
import type { DataLoader } from '../../src/session/trainingContext';
import { TrainingSession } from '../../src/session/session';
import { BARS, SETS, SmallCatalogue } from '../support/dataChoices';
import { bars } from '../support/tinyData';

let session: TrainingSession;
let page: HTMLElement;
let catalogue: SmallCatalogue;
let view: DataElement;
let shown: PictureEvent[];
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
};

/** In place of what the page loads data sets with. */
let load: DataLoader;

const fromSets: DataLoader = ({ name }) => Promise.resolve(SETS[name] ?? SETS.spots!);

beforeEach(async () => {
  load = fromSets;
  session = await TrainingSession.open({
    network: BARS.recommended.network,
    loadData: (reference, given) => load(reference, given),
    batchSize: 32,
    seed: 5,
  });
  catalogue = new SmallCatalogue();
  shown = [];
  view = Object.assign(new DataElement(), {
    open: () => Promise.resolve(catalogue),
    load: ((reference, given) => load(reference, given)) satisfies DataLoader,
  });
  view.addEventListener('cs-picture', (event) => shown.push(event));
  page = document.createElement('div');
  new ContextProvider(page, { context: sessionContext, initialValue: session });
  page.append(view);
  document.body.append(page);
  // The last part that is drawn.
  await until(() => find('cs-contact-sheet') !== null);
});
afterEach(() => {
  page.remove();
  session.close();
});

/** Within the view and the elements in it. */
function find(selector: string, root: ParentNode | null = view.shadowRoot): HTMLElement | null {
  if (!root) return null;
  const found = root.querySelector<HTMLElement>(selector);
  if (found) return found;
  for (const element of root.querySelectorAll('*')) {
    const inside = element.shadowRoot && find(selector, element.shadowRoot);
    if (inside) return inside;
  }
  return null;
}
const sheet = (): ContactSheetElement => find('cs-contact-sheet') as ContactSheetElement;
const text = (id: string): string => find(`[data-testid=${id}]`)?.innerText.replace(/\s+/g, ' ').trim() ?? '';
async function click(id: string): Promise<void> {
  await until(() => find(`[data-testid=${id}]`) !== null);
  find(`[data-testid=${id}]`)?.click();
  await view.updateComplete;
}

it('counts are those of the labels, and a class is shown alone', async () => {
  const { train, test } = session.data;
  for (const [label, id] of train.classNames.entries()) {
    const inTrain = train.labels.filter((one) => one === label).length;
    const inTest = test.labels.filter((one) => one === label).length;
    expect([countsOf(train)[label], countsOf(test)[label]]).toEqual([inTrain, inTest]);
    expect(text(`count-${id}`)).toBe(`${id} ${inTrain} + ${inTest}`);
  }
  await click('count-upright');
  await until(() => text('sheet-count') === `${countsOf(train)[1]} pictures`);
  const places = [...placesOf(train, 1)];
  expect(places.every((at) => train.labels[at] === 1)).toBe(true);
  await until(() => find(`[data-testid=picture-train-${places[0]}]`) !== null);
});

it('the contact sheet draws the bytes of its pictures, page by page', async () => {
  await click('sheet-next');
  await until(() => find(`[data-testid=picture-train-${PAGE_SIZE}]`) !== null);
  const canvas = find(`[data-testid=picture-train-${PAGE_SIZE}] canvas`) as HTMLCanvasElement | null;
  const drawn = (): number[] => [...(canvas?.getContext('2d')?.getImageData(0, 0, 8, 8).data ?? [])];
  const bytes = session.data.train.images.subarray(PAGE_SIZE * 64, (PAGE_SIZE + 1) * 64);
  await until(() => drawn()[3] === 255);
  expect(drawn()).toEqual([...bytes].flatMap((value) => [value, value, value, 255]));
});

it('arrow keys move in the sheet and turn its pages', async () => {
  await until(() => find('[data-testid=picture-train-0]') !== null);
  find('[data-testid=picture-train-0]')?.focus();
  const focused = (): string | undefined =>
    (sheet().shadowRoot?.activeElement as HTMLElement | null)?.dataset.testid;
  const press = async (key: string, to: number): Promise<void> => {
    const grid = find('[data-testid=sheet]');
    grid?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await until(() => focused() === `picture-train-${to}`);
  };
  await press('ArrowRight', 1);
  await press('End', PAGE_SIZE - 1);
  await press('ArrowRight', PAGE_SIZE);
  await press('PageDown', 2 * PAGE_SIZE);
  await press('ArrowLeft', 2 * PAGE_SIZE - 1);
  await press('PageUp', PAGE_SIZE - 1);
});

it('a picture is shown to the network with its class; the first of a class is a sample', async () => {
  const { train, test } = session.data;
  await click('picture-train-5');
  expect(shown[0]?.label).toBe(train.labels[5]);
  expect(shown[0]?.sample).toBe(null);
  expect([...(shown[0]?.pixels ?? [])]).toEqual([
    ...Float32Array.from(train.images.subarray(320, 384), (value) => value / 255),
  ]);
  await click('part-test');
  const first = test.labels.indexOf(1);
  await click(`picture-test-${first}`);
  expect(session.samples[shown[1]?.sample ?? -1]?.label).toBe('upright');
});

it('a set that is not loaded is looked at on demand, and the network stays', async () => {
  await click('data-spots');
  await until(() => text('data-title') === 'spots');
  expect(find('cs-contact-sheet')).toBe(null);
  await click('data-look');
  await until(() => find('cs-contact-sheet') !== null);
  expect(text('count-red')).toBe('red 80 + 20');
  // It cannot be shown to a network of other pictures.
  expect(find('[data-testid=picture-train-0]')).toBe(null);
  expect(session.data.reference.name).toBe('mnist');
});

it('used with the recommended network, and undone', async () => {
  await session.step();
  await click('data-spots');
  await click('use-data');
  await until(() => text('use-outcome').includes('outputs 2 → 3'));
  expect(text('use-outcome')).toContain('input 8×8×1 → 10×12×3');
  expect(session.input.shape).toEqual([10, 12, 3]);
  expect(session.settings.epochs).toBe(3);
  await click('use-undo');
  await until(() => session.data.reference.name === 'mnist');
  expect(session.progress.step).toBe(1);
});

it('used with the network there is, which says before what will be kept', async () => {
  await click('data-spots');
  await until(() => find('[data-testid=use-own]') !== null);
  find('[data-testid=use-own]')?.click();
  // conv: 36 of 108 weights and 4 biases; the answer: 2 of 3 biases, no weights of maps of another size.
  expect(find('cs-use-data')?.shadowRoot?.textContent).toContain('Reuses 42 of');
  await click('use-data');
  await until(() => text('use-outcome').includes('The network was fitted'));
  const kept = session.editing.kept?.reduce((sum, share) => sum + share.kept, 0);
  expect(kept).toBe(42);
});

it('what fails or is cancelled changes nothing, and says so', async () => {
  load = () => Promise.reject(new Error('the server is away'));
  await click('data-spots');
  await click('use-data');
  await until(() => text('use-failed').includes('the server is away'));
  expect(session.data.reference.name).toBe('mnist');
  load = (_, { signal }) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
    });
  await click('use-data');
  await click('use-cancel');
  await until(() => text('use-outcome').startsWith('Cancelled'));
  expect(session.data.reference.name).toBe('mnist');
  expect(session.editing.entries).toEqual([]);
});

it('files become a choice, and are removed after a question', async () => {
  view.files = [{ name: 'spots.npz', file: new File([], 'spots.npz') }];
  await until(() => text('data-title') === 'My spots');
  expect(catalogue.received).toEqual(['spots.npz']);
  expect(text('data-said')).toBe('My spots was added.');
  await click('data-remove');
  expect(catalogue.choices).toHaveLength(3);
  await click('data-remove-sure');
  await until(() => catalogue.choices.length === 2);
  expect(text('data-title')).toBe('MNIST');
});

it('files that cannot be read are said, and the choice stays', async () => {
  catalogue.read = () => Promise.reject(new Error('a.zip: holds no pictures'));
  view.files = [{ name: 'a.zip', file: new File([], 'a.zip') }];
  await until(() => text('data-failed').includes('a.zip: holds no pictures'));
  expect(text('data-title')).toBe('MNIST');
});

it('of 60,000 pictures only those of a page are drawn', async () => {
  const train = bars(1000);
  const many = {
    ...train,
    count: 60_000,
    images: new Uint8Array(60_000 * 64),
    labels: Uint8Array.from({ length: 60_000 }, (_, at) => at % 2),
  };
  sheet().data = { train: many, test: train };
  await sheet().updateComplete;
  const drawn = (): number => sheet().shadowRoot?.querySelectorAll('canvas').length ?? 0;
  expect(drawn()).toBe(PAGE_SIZE);
  await click('sheet-next');
  await sheet().updateComplete;
  expect(drawn()).toBe(PAGE_SIZE);
  expect(text('sheet-page')).toBe('Page 2 of 625');
});
