// A worksheet's link taken apart into what opens it: the start of a session, the page, and what the page turns to.

import type { KeptPage } from '../kept/record';
import type { SessionStart } from '../openSession';
import { readWorksheet } from './address';
import type { Worksheet } from './worksheet';

export interface OpenedSheet extends Pick<Worksheet, 'view' | 'language' | 'map'> {
  readonly start: SessionStart;
  readonly page: KeptPage;
}

/** @throws WorksheetError as readWorksheet does */
export async function openedSheet(text: string): Promise<OpenedSheet> {
  const { network, data, settings, sample, pointed, stage, view, language, map } = await readWorksheet(text);
  return {
    ...{ view, language, map },
    start: { network, data, ...settings },
    page: { sample, pointed, stage, picture: null, drawing: null, worksheet: text },
  };
}
