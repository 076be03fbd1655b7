// What is rendered: which fruit, and how many pictures of each.

import { html, type TemplateResult } from 'lit';
import type { Lab } from '../../../lab/lab';
import { slider } from '../../controls/slider';
import { className, labWords } from '../words';

const PER_CLASS = { least: 20, most: 400, step: 20 };

export function fruitChoice(lab: Lab): TemplateResult {
  const { collect } = labWords();
  const { library, settings, training } = lab;
  const fruit = library.classes.filter((one) => one.fruit !== null);
  return html`<p class="hint">${collect.renderedLead}</p>
    <div class="fruit" role="group" aria-label=${collect.classes}>
      ${fruit.map(
        (one) =>
          html`<label
            ><input
              type="checkbox"
              data-testid=${`render-${one.id}`}
              .checked=${one.on}
              ?disabled=${training}
              @change=${() => library.switch(one.id, !one.on)}
            />${className(one)}</label
          >`,
      )}
    </div>
    ${slider(
      collect.perClass,
      settings.perClass,
      { ...PER_CLASS, text: String(settings.perClass), id: 'per-class', disabled: training },
      (perClass) => lab.set({ perClass }),
    )}`;
}
