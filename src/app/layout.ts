// How the frame is laid out once there is a session: rails left and right of the stage, time at the foot, or another
// view in the place of all three. A view that is not seen is kept, with what was drawn and opened in it, but nothing is
// painted for it.

import { html, nothing, type TemplateResult } from 'lit';
import type { Screen } from '../draw/screen';
import type { KeptCode } from '../elements/code/event';
import type { CellPictureEvent } from '../elements/confusion/event';
import { className } from '../elements/data/names';
import '../elements/data/summary';
import type { PickedFile } from '../elements/files/jobs';
import type { View } from '../elements/frame/views';
import { busyOver } from '../elements/controls/busy';
import { icons } from '../elements/controls/icons';
import { locale } from '../elements/locale';
import '../elements/picture/drawingPad';
import '../elements/picture/pictureFile';
import '../elements/picture/samples';
import '../elements/screenProvider';
import type { Pointed } from '../elements/pointed';
import '../elements/stage/stage';
import type { StageOpened } from '../elements/stage/stageOpened';
import '../elements/time/transport';
import type { Part } from '../elements/share/parts';
import type { CellExplanation, TrainFacade } from '../session/facade';
import type { Side } from './overlayController';
import { LOADED_VIEWS } from './views';

/** What is laid out. */
export interface LayoutProperties {
  readonly session: TrainFacade;
  readonly view: View;
  readonly screen: Screen | null;
  /** The one thing pointed at; `kept` stays so when the pointer leaves. */
  readonly pointed: Pointed | null;
  readonly kept: Pointed | null;
  readonly explanation: CellExplanation | null;
  readonly picture: Float32Array | null;
  readonly sample: number | null;
  /** Its class, as an index; null for what is not of the data. */
  readonly label: number | null;
  readonly dataFiles: readonly PickedFile[] | null;
  /** The cell of the confusion matrix from which the picture was chosen. */
  readonly fromCell: CellPictureEvent | null;
  readonly opened: StageOpened;
  readonly code: KeptCode;
  readonly microscope: boolean;
  readonly drawer: Side | null;
  readonly closeDrawer: () => void;
  readonly announcement: string;
  /** What the map shows in which a cell is pinned. */
  readonly mapReading: string;
  /** Parts that a worksheet leaves out. */
  readonly hidden: ReadonlySet<Part>;
  /** The page is in a frame of another one: where all of it is; null: it is not. */
  readonly whole: string | null;
}

function rail(
  side: Side,
  { drawer, closeDrawer }: LayoutProperties,
  content: TemplateResult,
): TemplateResult {
  const { header } = locale.words;
  const name = side === 'left' ? header.openLeft : header.openRight;
  return html`<aside
    class="rail ${side} ${drawer === side ? 'open' : ''}"
    aria-label=${name}
    tabindex="-1"
    data-testid=${`rail-${side}`}
  >
    <button class="icon close" aria-label=${header.close} @click=${closeDrawer}>${icons.close()}</button>
    ${content}
  </aside>`;
}

/** What goes in, and how the network is built. */
function left(properties: LayoutProperties): TemplateResult {
  const { session, sample, label, pointed, code, microscope, hidden } = properties;
  const { picture } = locale.words;
  const { reference, test } = session.data;
  // A sample is marked among the others.
  const shown = sample === null && label !== null ? test.classNames[label] : undefined;
  const data = html`<section>
    <cs-data-summary></cs-data-summary>
    <cs-samples .chosen=${sample}></cs-samples>
    ${
      shown === undefined
        ? nothing
        : html`<p class="shown" data-testid="shown-class">${picture.label(className(reference, shown))}</p>`
    }
  </section>`;
  const pad = html`<section>
    <h2>${picture.title}</h2>
    <cs-drawing-pad></cs-drawing-pad>
    <cs-picture-file ?still=${microscope}></cs-picture-file>
  </section>`;
  const network = html`<section>
    <cs-network-stack ?coded=${code.open} .pointed=${pointed} .code=${code}></cs-network-stack>
  </section>`;
  return html`${hidden.has('data') ? nothing : data} ${hidden.has('picture') ? nothing : pad}
  ${hidden.has('network') ? nothing : network}`;
}

/** What is pointed at; between two moments, how it changed. */
function right(properties: LayoutProperties): TemplateResult {
  const { session, pointed, explanation, picture, kept } = properties;
  if (session.travel.shown.kind === 'difference') {
    void import('../elements/time/change');
    return html`<cs-change .pointed=${pointed}></cs-change>`;
  }
  return html`<cs-inspector
    .pointed=${pointed}
    .explanation=${explanation}
    .picture=${picture}
    .kept=${kept !== null}
  ></cs-inspector>`;
}

function middle(properties: LayoutProperties, screen: Screen | null): TemplateResult {
  const { session, pointed, opened, kept, explanation, picture, microscope } = properties;
  const failed = session.state === 'failed';
  const { fromCell } = properties;
  if (fromCell) void import('../elements/confusion/fromCell');
  if (failed) void import('../elements/frame/messages');
  return html`<main id="stage" class=${session.travel.shown.kind === 'now' ? '' : 'travelling'}>
    ${failed ? html`<cs-messages></cs-messages>` : nothing}
    ${fromCell ? html`<cs-from-cell .from=${fromCell}></cs-from-cell>` : nothing}
    <cs-screen .screen=${microscope ? null : screen}>
      <cs-stage
        data-testid="stage"
        ?hidden=${microscope}
        .session=${session}
        .pointed=${pointed}
        .opened=${opened}
        .kept=${kept}
        .explanation=${explanation}
        .picture=${picture}
        .networkName=${session.network.name}
      ></cs-stage>
    </cs-screen>
    ${screen?.painted === 0 ? busyOver() : nothing}
    ${
      microscope
        ? html`<cs-microscope data-testid="microscope" .picture=${picture}></cs-microscope>`
        : nothing
    }
  </main>`;
}

/** The rails that hold anything. */
export function railsOf(hidden: ReadonlySet<Part>): readonly Side[] {
  const hasLeft = (['data', 'picture', 'network'] as const).some((part) => !hidden.has(part));
  return [...(hasLeft ? ['left' as const] : []), ...(hidden.has('inspector') ? [] : ['right' as const])];
}

function foot({ microscope, whole, view }: LayoutProperties): TemplateResult {
  const transport = html`<cs-transport
    ?microscope=${microscope}
    ?trainingOnly=${view !== 'stage'}
  ></cs-transport>`;
  return whole === null
    ? html`<footer>${transport} <cs-curve></cs-curve> <cs-figures></cs-figures></footer>`
    : html`<footer class="embedded">
        ${transport} <a href=${whole} target="_blank" rel="noopener">Convscope</a>
      </footer>`;
}

export function layout(properties: LayoutProperties): TemplateResult {
  const { dataFiles, view, screen, sample, picture, drawer, closeDrawer } = properties;
  const away = view === 'stage' ? null : LOADED_VIEWS[view];
  const seen = away ? null : screen;
  const rails = railsOf(properties.hidden);
  const other = away
    ? html`<cs-screen .screen=${screen}>${away.element?.({ dataFiles, sample, picture })}</cs-screen>`
    : nothing;
  const footed = away?.footed ?? false;
  return html`<cs-screen .screen=${seen}>
      <div class="work" ?hidden=${away && !footed}>
        <div class="middle ${properties.code.open ? 'coded' : ''}" ?hidden=${away}>
          ${rails.includes('left') ? rail('left', properties, left(properties)) : nothing}
          ${middle(properties, seen)}
          ${rails.includes('right') ? rail('right', properties, right(properties)) : nothing}
          <div class="scrim" ?hidden=${!drawer} @click=${closeDrawer}></div>
        </div>
        ${footed ? other : nothing} ${properties.hidden.has('training') ? nothing : foot(properties)}
      </div></cs-screen
    >
    ${footed ? nothing : other}
    <p class="visually-hidden" aria-live="polite" data-testid="announcement">${properties.announcement}</p>
    <p class="visually-hidden" aria-live="polite" data-testid="map-says">${properties.mapReading}</p>`;
}
