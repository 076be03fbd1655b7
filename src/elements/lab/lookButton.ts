// The door from the lab to the stage: it opens the network there, where it is not already.

import { html, nothing, type TemplateResult } from 'lit';
import type { Lab } from '../../lab/lab';
import { ViewEvent } from '../frame/header';
import type { PictureEvent } from '../pointed';
import { labWords } from './words';

interface LookOptions {
  readonly testid: string;
  readonly hint: string;
  /** To be shown there: what is tried now. */
  readonly picture?: () => Promise<PictureEvent>;
}

/** @param from dispatches what the page is asked for */
export function lookButton(
  lab: Lab,
  from: HTMLElement,
  { testid, hint, picture }: LookOptions,
): TemplateResult | typeof nothing {
  const { train } = labWords();
  if (!lab.canLook) return nothing;
  const look = async (): Promise<void> => {
    const shown = await picture?.();
    if (!(await lab.look())) return;
    if (shown) from.dispatchEvent(shown);
    from.dispatchEvent(new ViewEvent('stage'));
  };
  return html`<button
    class="small"
    data-testid=${testid}
    title=${hint}
    ?disabled=${lab.looking}
    @click=${() => void look()}
  >
    ${lab.looking ? train.looking : train.look}
  </button>`;
}
