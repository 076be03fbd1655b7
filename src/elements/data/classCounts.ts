// How many pictures there are of each class. A row is a bar as long as the largest class is large; a click shows only
// that class below.

import { html, type TemplateResult } from 'lit';
import type { DataSet } from '../../data/dataSet';
import type { ImageDataset } from '../../data/imageDataset';
import { dataWords } from '../locales/data';

const counted = new WeakMap<ImageDataset, readonly number[]>();

/** The number of pictures of each class. */
export function countsOf(part: ImageDataset): readonly number[] {
  const known = counted.get(part);
  if (known) return known;
  const counts = part.classNames.map(() => 0);
  for (const label of part.labels) counts[label] = (counts[label] ?? 0) + 1;
  counted.set(part, counts);
  return counts;
}

const MAX_NAME_EM = 9;
const longest = (texts: readonly string[]): number => Math.max(...texts.map(({ length }) => length)) + 0.5;

/** Letters of Latin script are narrower than those of Japanese. */
function width(names: readonly string[]): number {
  const em = (name: string): number => {
    const wide = name.match(/[\u2e80-\uffff]/g)?.length ?? 0;
    return 0.66 * (name.length - wide) + wide;
  };
  return Math.min(MAX_NAME_EM, Math.max(1, ...names.map(em)));
}

export interface ClassCounts {
  readonly data: DataSet;
  readonly nameOf: (id: string) => string;
  /** The class that is shown alone; null: all. */
  readonly chosen: number | null;
  readonly choose: (label: number | null) => void;
}

export function classCounts({ data, nameOf, chosen, choose }: ClassCounts): TemplateResult {
  const { counts: words, facts } = dataWords();
  const [train, test] = [countsOf(data.train), countsOf(data.test)];
  const most = Math.max(...train.map((count, label) => count + (test[label] ?? 0)));
  const share = (count: number): string => `width:${((100 * count) / most).toFixed(2)}%`;
  const names = data.train.classNames.map(nameOf);
  const numbers = names.map(
    (_, label) => `${facts.plain(train[label] ?? 0)} + ${facts.plain(test[label] ?? 0)}`,
  );
  return html`<section class="card counts" aria-labelledby="counts">
    <div class="bar">
      <h2 id="counts">${words.title}</h2>
      <p class="legend"><i class="train"></i>${words.train} <i class="test"></i>${words.test}</p>
    </div>
    <div class="scroll">
      <ul .style=${`--name:${width(names)}em;--numbers:${longest(numbers)}ch`}>
        ${data.train.classNames.map((id, label) => {
          const [learned, tested] = [train[label] ?? 0, test[label] ?? 0];
          const name = names[label] ?? '';
          return html`<li>
            <button
              aria-pressed=${label === chosen ? 'true' : 'false'}
              aria-description=${words.row(name, learned, tested)}
              data-testid=${`count-${id}`}
              @click=${() => choose(label === chosen ? null : label)}
            >
              <span class="name">${name}</span>
              <span class="track"
                ><i class="train" .style=${share(learned)}></i><i class="test" .style=${share(tested)}></i
              ></span>
              <span class="mono">${numbers[label]}</span>
            </button>
          </li>`;
        })}
      </ul>
    </div>
  </section>`;
}
