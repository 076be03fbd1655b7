// Saves a trained network as a web page of its own. The page without a network is loaded with the first one that is saved.

import type { Labels } from '../../formats/html/webPage';
import type { SavedRun, TrainFacade } from '../../session/facade';
import { thresholdOf } from '../../train/answerThreshold';
import { className } from '../data/names';
import type { WebPageSource, Written } from './jobs';
import { work, type WorkOptions } from './work';

/** @throws Error where the page cannot be fetched, JobError, or the signal's reason */
export async function writeWebPage(source: WebPageSource, options: WorkOptions): Promise<Written> {
  const { url } = await import('virtual:convscope/standalone');
  const response = await fetch(url, { signal: options.signal });
  if (!response.ok) throw new Error(`${url}: expected the page. Received ${response.status}`);
  return work({ kind: 'writeWebPage', template: await response.text(), ...source }, options);
}

/** The network of a session as it is saved, with the names of its classes. @throws errors of the device */
export async function webPageOf(
  { data: { reference, test }, tools }: TrainFacade,
  run: SavedRun,
  { signal }: Pick<WorkOptions, 'signal'>,
): Promise<WebPageSource> {
  const { classNames } = test;
  const familiarity = await tools.familiarity({ of: 'run', wanted: () => !signal.aborted });
  const namesIn = (language: keyof Labels): readonly string[] =>
    classNames.map((id) => className(reference, id, language));
  return {
    trained: run,
    labels: { en: namesIn('en'), ja: namesIn('ja') },
    threshold: thresholdOf(classNames.length),
    ...(familiarity && { familiarity }),
  };
}
