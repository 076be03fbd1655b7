// The views of the page, and how the address names them: `#view=compare`. The stage is the page itself; the other
// views are loaded when they are first opened, and are given the same things.

import { html, type TemplateResult } from 'lit';
import { VIEWS, type View } from '../elements/frame/views';
import type { LabHost } from '../elements/lab/labOf';
import type { TransferBase } from '../lab/hooks';
import type { DataCatalogue } from '../elements/data/catalogue';
import type { PickedFile } from '../elements/files/jobs';
import type { Notebook } from './notebook/notebook';
import { hashEntries } from './hashEntries';
import { loadData } from './data/loadData';

/** What every view is given. */
export interface ViewProperties {
  /** Files that were dropped on the page to become a data set. */
  readonly dataFiles: readonly PickedFile[] | null;
  /** The place of the picture among the samples; null while a drawing is shown. */
  readonly sample: number | null;
  /** 0…1, row-major, channels last. */
  readonly picture: Float32Array | null;
}

const base = async (): Promise<TransferBase> => (await import('./transferBase')).transferBase;

const catalogue = async (): Promise<DataCatalogue> => (await import('./data/catalogue')).catalogue;

export const notebook = async (): Promise<Notebook> => (await import('./notebook/notebook')).notebook;

interface LoadedView {
  readonly load: () => Promise<unknown>;
  readonly element?: (given: ViewProperties) => TemplateResult;
  /** It leaves the foot of the stage in its place: it is about a moment of the run. */
  readonly footed?: boolean;
}

/** The fruit lab needs no session, and stays as it is while one is opened for it: the page itself shows it. */
export const labView = (host: LabHost): TemplateResult =>
  html`<cs-lab class="view" .host=${host} .base=${base}></cs-lab>`;

export const LOADED_VIEWS: Readonly<Record<Exclude<View, 'stage'>, LoadedView>> = {
  lessons: {
    load: () => import('../elements/lessons/lessons'),
    element: () => html`<cs-lessons class="view"></cs-lessons>`,
  },
  data: {
    load: () => import('../elements/data/data'),
    element: ({ dataFiles }) =>
      html`<cs-data class="view" .open=${catalogue} .load=${loadData} .files=${dataFiles}></cs-data>`,
  },
  confusion: {
    load: () => import('../elements/confusion/confusion'),
    element: () => html`<cs-confusion class="view"></cs-confusion>`,
    footed: true,
  },
  notebook: {
    load: () => import('../elements/notebook/notebook'),
    element: () => html`<cs-notebook class="view" .load=${notebook}></cs-notebook>`,
    footed: true,
  },
  compare: {
    load: () => import('../elements/compare/compare'),
    element: ({ sample, picture }) =>
      html`<cs-compare class="view" .sample=${sample} .picture=${picture}></cs-compare>`,
  },
  gallery: {
    load: () => import('../elements/gallery/gallery'),
    element: ({ picture }) => html`<cs-gallery class="view" .picture=${picture}></cs-gallery>`,
  },
  lab: { load: () => import('../elements/lab/lab') },
  shifts: {
    load: () => import('../elements/shifts/shifts'),
    element: ({ sample }) => html`<cs-shifts class="view" .sample=${sample}></cs-shifts>`,
  },
};

/** The view that an address's hash names; the stage where it names none. */
export function viewOf(hash: string): View {
  const named = hashEntries(hash).get('view');
  return VIEWS.find((view) => view === named) ?? 'stage';
}

/** The hash with another view in it, and all else it holds. */
export function hashWith(hash: string, view: View): string {
  const entries = hashEntries(hash);
  entries.delete('view');
  if (view !== 'stage') entries.set('view', view);
  const text = entries.toString();
  return text === '' ? '' : `#${text}`;
}
