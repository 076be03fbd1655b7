// Crosses over what is silenced: a whole map, or the cell of one unit in a strip.

import { svg, type SVGTemplateResult } from 'lit';
import type { StageLayout } from '../../draw/layout';
import type { UnitName } from '../../session/editing/editingFacade';

/** Lines of the crosses, in the stage's own coordinates. Maps that are not shown get none. */
export function silencedMarks(
  layout: StageLayout,
  silenced: readonly UnitName[],
): readonly SVGTemplateResult[] {
  return silenced.flatMap(({ layer, unit }) => {
    const column = layout.columns.find((one) => one.layer.name === layer);
    if (!column) return [];
    if (column.layer.form === 'vector') {
      const [tile] = column.tiles;
      if (!tile) return [];
      // Strips are filled downwards, column by column.
      const [across, down] = [Math.floor(unit / column.rows), unit % column.rows];
      const [width, height] = [tile.width / column.columns, tile.height / column.rows];
      const y = tile.y + (down + 0.5) * height;
      return [cross(tile.x + across * width - 4, y - 4, 8, 8, layer, unit)];
    }
    const tile = column.tiles.find(({ channel }) => channel === unit);
    return tile ? [cross(tile.x, tile.y, tile.width, tile.height, layer, unit)] : [];
  });
}

function cross(
  x: number,
  y: number,
  width: number,
  height: number,
  layer: string,
  unit: number,
): SVGTemplateResult {
  return svg`<path
    class="silenced"
    data-testid="silenced-mark"
    data-layer=${layer}
    data-unit=${unit}
    d=${`M${x} ${y}l${width} ${height}M${x + width} ${y}l${-width} ${height}`}
  />`;
}
