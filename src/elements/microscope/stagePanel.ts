// The panel of a stage: what can be chosen in it, and the element that does its arithmetic.

import { html, nothing, type TemplateResult } from 'lit';
import type { Theme } from '../../draw/colourMaps';
import type { Screen } from '../../draw/screen';
import { activationMap } from '../../draw/stageTiles';
import type { TrainFacade } from '../../session/facade';
import type { LayerLook, Look, Microscope, ParameterName } from '../../inspect/microscope/microscope';
import type { CellEvent } from '../tileCanvas';
import './deltaPanel';
import './inputPanel';
import './kernelPanel';
import type { ActiveEvent } from './kernelPanel';
import type { Looked } from './looked';
import './lossPanel';
import './nudge';
import type { PlaceEvent } from './numberGrid';
import { chooser, filterIn, isSilenced, placeIn, slicesOf, tiles, viewOf } from './parts';
import type { Player } from './player';
import type { Stage } from './stages';
import './updatePanel';
import type { LinesEvent } from './updatePanel';
import { microscopeWords } from './words';

export interface PanelScene {
  readonly session: TrainFacade;
  readonly screen: Screen | null;
  readonly microscope: Microscope;
  readonly look: Look;
  readonly looked: Looked;
  readonly player: Player;
  /** The classes' names. */
  readonly names: readonly string[];
  readonly theme: Theme;
}

/** The weight or the bias. */
function parameterChoice({ looked }: PanelScene, layer: LayerLook): TemplateResult {
  const { parameter, names } = microscopeWords().update;
  const now = looked.updated(layer);
  return html`<label
    >${parameter}<select
      data-testid="parameter"
      @change=${(event: Event) =>
        looked.chooseParameter((event.target as HTMLSelectElement).value === 'bias' ? 'bias' : 'weight')}
    >
      ${(['weight', 'bias'] as const).map((one) => html`<option value=${one} ?selected=${one === now}>${names[one]}</option>`)}
    </select></label
  >`;
}

/** The layer and its filter, its input and the position. */
function choices(scene: PanelScene, layer: LayerLook): TemplateResult {
  const { session, look, looked, player } = scene;
  const words = microscopeWords();
  const { stage, at } = player.position;
  const { filter, slice } = looked.chosen(layer);
  const maps = layer.inputShapes[0]?.length === 3;
  const form =
    layer.outputShape.length !== 3 ? words.unit : layer.weight === null ? words.channel : words.filter;
  const set = (choose: () => void) => {
    choose();
    player.active = [];
  };
  const filters =
    stage === 'delta' && layer.outputShape.length !== 3
      ? nothing
      : chooser(
          form,
          filter,
          layer.outputShape.at(-1) ?? 1,
          (to) => set(() => looked.chooseFilter(layer.name, to)),
          'filter',
        );
  const slices =
    stage === 'kernel' || stage === 'input' || (stage === 'update' && looked.updated(layer) === 'weight')
      ? chooser(
          maps ? words.inputMap : words.inputNumber,
          slice,
          layer.inputShapes[0]?.at(-1) ?? 1,
          (to) => set(() => looked.chooseSlice(layer.name, to)),
          'slice',
        )
      : nothing;
  const length = looked.lengths(look)[stage];
  const scrub =
    (stage === 'kernel' || stage === 'input') && length > 2
      ? html`<input
          type="range"
          min="0"
          max=${length - 1}
          .value=${String(at)}
          data-testid="scrub"
          aria-label=${stage === 'kernel' ? words.scrubKernel : words.scrubInput}
          @input=${(event: Event) => {
            player.stop();
            player.go({ stage, at: Number((event.target as HTMLInputElement).value) });
          }}
        />`
      : nothing;
  return html`<div class="choices">
    <h3>${viewOf(session, layer.name)?.className} <span class="small">${layer.name}</span></h3>
    ${stage === 'update' && layer.bias ? parameterChoice(scene, layer) : nothing} ${filters} ${slices}
    ${scrub}
  </div>`;
}

/** Changes the chosen weight or bias a little, to see what the loss makes of it. */
const nudge = (
  { session, microscope, look, looked }: PanelScene,
  layer: LayerLook,
  parameter: ParameterName,
): TemplateResult =>
  html`<cs-nudge
    ?silenced=${isSilenced(session, layer.name, looked.chosen(layer).filter)}
    class="nudge"
    .microscope=${microscope}
    .look=${look}
    .layer=${layer.name}
    .parameter=${parameter}
    .at=${placeIn(layer, looked.chosen(layer), parameter)}
  ></cs-nudge>`;

function forward(scene: PanelScene, shown: LayerLook): TemplateResult {
  const { session, screen, looked, theme } = scene;
  const view = viewOf(session, shown.name);
  const maps = shown.outputShape.length === 3;
  const channels = Math.min(16, shown.outputShape.at(-1) ?? 1);
  const each = Array.from({ length: channels }, (_, channel) => channel);
  return html`${choices(scene, shown)}
    <p class="mono formula">${shown.formula}</p>
    ${
      view
        ? html`<cs-tiles
            class="maps"
            .screen=${screen}
            .view=${tiles(
              shown.activation,
              slicesOf(shown.activation, each),
              activationMap(view, theme),
              view.activationDomain,
              {
                across: Math.min(8, maps ? channels : 1),
                chosen: maps ? filterIn(looked.filters, shown) : null,
              },
            )}
            label=${microscopeWords().activationOf(view.className)}
            largest="72"
            @cs-cell=${({ cell, keep }: CellEvent) => {
              if (!keep || !cell || !maps) return;
              looked.chooseFilter(shown.name, cell.tile);
              scene.player.active = [];
            }}
          ></cs-tiles>`
        : nothing
    }`;
}

function loss({ look, names }: PanelScene, deltas: boolean): TemplateResult {
  return html`<cs-loss-panel
    ?deltas=${deltas}
    .look=${look}
    .layer=${look.layers.at(-1) ?? null}
    .names=${names}
  ></cs-loss-panel>`;
}

function delta(scene: PanelScene, shown: LayerLook): TemplateResult {
  const { session, screen, microscope, look, looked } = scene;
  return html`${choices(scene, shown)}
  ${
    shown === look.layers.at(-1)
      ? loss(scene, true)
      : html`<cs-delta-panel
          .session=${session}
          .screen=${screen}
          .microscope=${microscope}
          .look=${look}
          .layer=${shown}
          .filter=${filterIn(looked.filters, shown)}
        ></cs-delta-panel>`
  }`;
}

function kernel(scene: PanelScene, layer: LayerLook): TemplateResult {
  const { session, screen, microscope, look, looked, player } = scene;
  return html`${choices(scene, layer)}
    <cs-kernel-panel
      .session=${session}
      .screen=${screen}
      .microscope=${microscope}
      .look=${look}
      .layer=${layer}
      .chosen=${looked.chosen(layer)}
      .at=${player.position.at}
      @cs-active=${({ active }: ActiveEvent) => (player.active = active)}
      @cs-place=${({ row, column }: PlaceEvent) => looked.choosePlace(row, column)}
    ></cs-kernel-panel>
    ${nudge(scene, layer, 'weight')}`;
}

function input(scene: PanelScene, layer: LayerLook): TemplateResult {
  const { session, screen, microscope, look, looked, player } = scene;
  return html`${choices(scene, layer)}
    <cs-input-panel
      .session=${session}
      .screen=${screen}
      .microscope=${microscope}
      .look=${look}
      .layer=${layer}
      .chosen=${looked.chosen(layer)}
      .at=${player.position.at}
    ></cs-input-panel>`;
}

function update(scene: PanelScene, layer: LayerLook): TemplateResult {
  const { session, microscope, look, looked, player } = scene;
  return html`${choices(scene, layer)}
    <cs-update-panel
      .session=${session}
      .microscope=${microscope}
      .look=${look}
      .layer=${layer}
      .chosen=${looked.chosen(layer)}
      .parameter=${looked.updated(layer)}
      .at=${player.position.at}
      @cs-lines=${({ count }: LinesEvent) => (looked.lines = count)}
      @cs-place=${({ row, column }: PlaceEvent) => looked.choosePlace(row, column)}
    ></cs-update-panel>
    ${nudge(scene, layer, looked.updated(layer))}`;
}

/** @param shown the layer that the walk through the network has come to */
export function stagePanel(
  scene: PanelScene,
  stage: Stage,
  shown: LayerLook,
): TemplateResult | typeof nothing {
  const layer = scene.looked.weighted(scene.look);
  switch (stage) {
    case 'forward':
      return forward(scene, shown);
    case 'loss':
      return loss(scene, false);
    case 'delta':
      return delta(scene, shown);
    case 'kernel':
      return layer ? kernel(scene, layer) : nothing;
    case 'input':
      return layer ? input(scene, layer) : nothing;
    case 'update':
      return layer ? update(scene, layer) : nothing;
    default:
      return stage satisfies never;
  }
}
