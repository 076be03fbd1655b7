// The panel of a stage: what can be chosen in it, and the element that does its arithmetic.

import { html, nothing, type TemplateResult } from 'lit';
import type { Theme } from '../../draw/colourMaps';
import { activationMap } from '../../draw/stageTiles';
import type { TrainFacade } from '../../session/facade';
import type { LayerStepView, StepView, Microscope, ParameterName } from '../../inspect/microscope/microscope';
import type { CellEvent } from '../canvas/tileCanvas';
import './deltaPanel';
import './inputPanel';
import './kernelPanel';
import type { ActiveEvent } from './kernelPanel';
import type { Selection } from './selection';
import './lossPanel';
import './nudge';
import type { PlaceEvent } from './numberGrid';
import { chooser, filterIn, isSilenced, placeIn, slicesOf, tiles, viewOf } from './parts';
import type { Player } from './player';
import type { Stage } from './stages';
import './updatePanel';
import type { LinesEvent } from './updatePanel';
import { microscopeWords } from '../locales/microscope';

export interface PanelScene {
  readonly session: TrainFacade;
  readonly microscope: Microscope;
  readonly view: StepView;
  readonly selection: Selection;
  readonly player: Player;
  /** The classes' names. */
  readonly names: readonly string[];
  readonly theme: Theme;
}

/** The weight or the bias. */
function parameterChoice({ selection }: PanelScene, layer: LayerStepView): TemplateResult {
  const { parameter, names } = microscopeWords().update;
  const now = selection.updated(layer);
  return html`<label
    >${parameter}<select
      data-testid="parameter"
      @change=${(event: Event) =>
        selection.chooseParameter((event.target as HTMLSelectElement).value === 'bias' ? 'bias' : 'weight')}
    >
      ${(['weight', 'bias'] as const).map((one) => html`<option value=${one} ?selected=${one === now}>${names[one]}</option>`)}
    </select></label
  >`;
}

/** The layer and its filter, its input and the position. */
function choices(scene: PanelScene, layer: LayerStepView): TemplateResult {
  const { session, view, selection, player } = scene;
  const words = microscopeWords();
  const { stage, at } = player.position;
  const { filter, slice } = selection.chosen(layer);
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
          (to) => set(() => selection.chooseFilter(layer.name, to)),
          'filter',
        );
  const slices =
    stage === 'kernel' || stage === 'input' || (stage === 'update' && selection.updated(layer) === 'weight')
      ? chooser(
          maps ? words.inputMap : words.inputNumber,
          slice,
          layer.inputShapes[0]?.at(-1) ?? 1,
          (to) => set(() => selection.chooseSlice(layer.name, to)),
          'slice',
        )
      : nothing;
  const length = selection.lengths(view)[stage];
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
  { session, microscope, view, selection }: PanelScene,
  layer: LayerStepView,
  parameter: ParameterName,
): TemplateResult =>
  html`<cs-nudge
    ?silenced=${isSilenced(session, layer.name, selection.chosen(layer).filter)}
    class="nudge"
    .microscope=${microscope}
    .view=${view}
    .layer=${layer.name}
    .parameter=${parameter}
    .at=${placeIn(layer, selection.chosen(layer), parameter)}
  ></cs-nudge>`;

function forward(scene: PanelScene, shown: LayerStepView): TemplateResult {
  const { session, selection, theme } = scene;
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
            .view=${tiles(
              shown.activation,
              slicesOf(shown.activation, each),
              activationMap(view, theme),
              view.activationDomain,
              {
                across: Math.min(8, maps ? channels : 1),
                chosen: maps ? filterIn(selection.filters, shown) : null,
              },
            )}
            label=${microscopeWords().activationOf(view.className)}
            largest="72"
            @cs-cell=${({ cell, keep }: CellEvent) => {
              if (!keep || !cell || !maps) return;
              selection.chooseFilter(shown.name, cell.tile);
              scene.player.active = [];
            }}
          ></cs-tiles>`
        : nothing
    }`;
}

function loss({ view, names }: PanelScene, deltas: boolean): TemplateResult {
  return html`<cs-loss-panel
    ?deltas=${deltas}
    .view=${view}
    .layer=${view.layers.at(-1) ?? null}
    .names=${names}
  ></cs-loss-panel>`;
}

function delta(scene: PanelScene, shown: LayerStepView): TemplateResult {
  const { microscope, view, selection } = scene;
  return html`${choices(scene, shown)}
  ${
    shown === view.layers.at(-1)
      ? loss(scene, true)
      : html`<cs-delta-panel
          .microscope=${microscope}
          .view=${view}
          .layer=${shown}
          .filter=${filterIn(selection.filters, shown)}
        ></cs-delta-panel>`
  }`;
}

function kernel(scene: PanelScene, layer: LayerStepView): TemplateResult {
  const { microscope, view, selection, player } = scene;
  return html`${choices(scene, layer)}
    <cs-kernel-panel
      .microscope=${microscope}
      .view=${view}
      .layer=${layer}
      .chosen=${selection.chosen(layer)}
      .at=${player.position.at}
      @cs-active=${({ active }: ActiveEvent) => (player.active = active)}
      @cs-place=${({ row, column }: PlaceEvent) => selection.choosePlace(row, column)}
    ></cs-kernel-panel>
    ${nudge(scene, layer, 'weight')}`;
}

function input(scene: PanelScene, layer: LayerStepView): TemplateResult {
  const { microscope, view, selection, player } = scene;
  return html`${choices(scene, layer)}
    <cs-input-panel
      .microscope=${microscope}
      .view=${view}
      .layer=${layer}
      .chosen=${selection.chosen(layer)}
      .at=${player.position.at}
    ></cs-input-panel>`;
}

function update(scene: PanelScene, layer: LayerStepView): TemplateResult {
  const { microscope, view, selection, player } = scene;
  return html`${choices(scene, layer)}
    <cs-update-panel
      .microscope=${microscope}
      .view=${view}
      .layer=${layer}
      .chosen=${selection.chosen(layer)}
      .parameter=${selection.updated(layer)}
      .at=${player.position.at}
      @cs-lines=${({ count }: LinesEvent) => (selection.lines = count)}
      @cs-place=${({ row, column }: PlaceEvent) => selection.choosePlace(row, column)}
    ></cs-update-panel>
    ${nudge(scene, layer, selection.updated(layer))}`;
}

/** @param shown the layer that the walk through the network has come to */
export function stagePanel(
  scene: PanelScene,
  stage: Stage,
  shown: LayerStepView,
): TemplateResult | typeof nothing {
  const layer = scene.selection.weighted(scene.view);
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
