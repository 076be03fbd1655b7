// The dialog that makes a link of the page's state.

import { html, type TemplateResult } from 'lit';
import { dataName } from '../../elements/data/names';
import '../../elements/share/share';
import type { Links, Sharing } from '../../elements/share/share';
import { writeWorksheet } from './address';
import type { PageState } from './worksheetController';
import { canBeLinked } from './worksheet';

async function linksOf({ session, ...page }: PageState, sharing: Sharing): Promise<Links> {
  const { network: _, ...settings } = session.settings;
  const opened = session.opened.current;
  const text = await writeWorksheet({
    ...{ network: session.network, data: session.data.reference, settings, ...page, ...sharing },
    map: opened && { layer: opened.layer, channel: opened.channel },
  });
  const link = `${location.origin}${location.pathname}#sheet=${text}`;
  return { link, embed: `${link}&embed` };
}

export function shareDialog(state: PageState): TemplateResult {
  const { reference } = state.session.data;
  return html`<cs-share
    .links=${(sharing: Sharing) => linksOf(state, sharing)}
    .unlinkable=${canBeLinked(reference) ? null : dataName(reference)}
  ></cs-share>`;
}
