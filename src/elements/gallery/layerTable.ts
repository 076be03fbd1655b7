// The layers of a network in numbers. Rows are gone through with the arrow keys; the row in focus is the layer pointed at.

import { html, type TemplateResult } from 'lit';
import type { ShownLayer, ShownNetwork } from '../../inspect/gallery';
import { mebibytes } from '../../train/memory';
import { formatShape } from '../text/format';
import type { Language } from '../locale';
import { PointLayerEvent, every, few, shareText } from './facts';
import type { GalleryWords } from '../locales/gallery';

const BYTES = 4;

interface Given {
  readonly words: GalleryWords['table'];
  readonly language: Language;
  readonly network: ShownNetwork;
  readonly pointed: string | null;
}

/** Small ones in KiB. */
function bytesText(numbers: number): string {
  const bytes = numbers * BYTES;
  if (bytes === 0) return '–';
  return bytes < 2 ** 20 ? `${(bytes / 1024).toFixed(1)} KiB` : mebibytes(bytes);
}

/** Arrows, Home and End go from row to row. */
function walk(event: KeyboardEvent): void {
  const rows = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('tr[tabindex]')];
  const at = rows.findIndex((row) => row === event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  const row = to === undefined ? undefined : rows[to];
  if (at < 0 || !row) return;
  event.preventDefault();
  row.focus();
}

function row({ language, network, pointed }: Given, layer: ShownLayer, at: number): TemplateResult {
  const here = pointed === layer.name;
  const known = network.layers.some(({ name }) => name === pointed);
  const point = ({ currentTarget }: Event): unknown =>
    currentTarget?.dispatchEvent(new PointLayerEvent(layer.name));
  // Not where the keys scroll a row below a pointer that rests.
  const pointBy = (event: PointerEvent): unknown =>
    event.movementX === 0 && event.movementY === 0 ? undefined : point(event);
  const share = layer.parameters / network.parameters;
  return html`<tr
    class=${here ? 'pointed' : ''}
    tabindex=${here || (!known && at === 0) ? 0 : -1}
    data-testid="gallery-layer"
    data-layer=${layer.name}
    @focus=${point}
    @pointermove=${pointBy}
  >
    <th scope="row"><b>${layer.name}</b> <span>${layer.className}</span></th>
    <td>${layer.window ? formatShape(layer.window) : '–'}</td>
    <td>${formatShape(layer.shape)}</td>
    <td data-testid="gallery-parameters">${every(layer.parameters, language)}</td>
    <td>${layer.parameters === 0 ? '–' : shareText(share)}</td>
    <td title=${every(layer.multiplyAdds, language)}>
      ${layer.multiplyAdds === 0 ? '–' : few(layer.multiplyAdds, language)}
    </td>
    <td>${bytesText(layer.parameters)}</td>
    <td>${bytesText(layer.results)}</td>
  </tr>`;
}

export function layerTable(given: Given): TemplateResult {
  const { words, language, network } = given;
  return html`<div class="scroll">
    <table data-testid="gallery-table" @keydown=${walk}>
      <caption class="visually-hidden">
        ${words.caption(network.title)}
      </caption>
      <thead>
        <tr>
          <th scope="col">${words.layer}</th>
          <th scope="col">${words.window}</th>
          <th scope="col">${words.shape}</th>
          <th scope="col">${words.parameters}</th>
          <th scope="col">${words.share}</th>
          <th scope="col">${words.multiplyAdds}</th>
          <th scope="col">${words.parameterBytes}</th>
          <th scope="col">${words.resultBytes}</th>
        </tr>
      </thead>
      <tbody>
        ${network.layers.map((layer, at) => row(given, layer, at))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">${words.total}</th>
          <td></td>
          <td></td>
          <td data-testid="gallery-total">${every(network.parameters, language)}</td>
          <td></td>
          <td title=${every(network.multiplyAdds, language)}>${few(network.multiplyAdds, language)}</td>
          <td>${bytesText(network.parameters)}</td>
          <td>${bytesText(network.results)}</td>
        </tr>
      </tfoot>
    </table>
  </div>`;
}
