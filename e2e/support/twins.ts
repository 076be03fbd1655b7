// The twins of the Compare view: their layers and parameters, read back from the GPU.

import type { Page } from '@playwright/test';
import type { NdArray } from '../../src/reference/ndArray';
import type { StageElement } from '../../src/elements/stage/stage';
import type { TrainFacade } from '../../src/session/facade';
import { parametersOf, type LayerFacts } from './app';
import { mode } from './mode';
import type { PlacedCells } from './tiles';

export interface TwinFacts {
  readonly layers: readonly LayerFacts[];
  /** By name: `conv1/kernel`, `norm1/gamma`. */
  readonly parameters: ReadonlyMap<string, NdArray>;
}

export async function twinOf(page: Page, side: 0 | 1): Promise<TwinFacts> {
  const { layers, tensors } = await page.evaluate(async (side) => {
    const { session } = document.querySelector('convscope-app') as unknown as { session: TrainFacade };
    const twin = session.twins.current?.sides[side];
    if (!twin) throw new Error('there are no twins');
    const tensors = (await twin.context.store.read()).map(({ name, shape, values }) => ({
      name,
      shape: [...shape],
      text: window.e2eText(values),
    }));
    const layers = twin.layers.map((layer) => ({
      name: layer.name,
      kind: layer.kind,
      className: layer.className,
      outputShape: [...layer.outputShape],
      inputs: [...layer.inputs],
      options: JSON.parse(JSON.stringify(layer.options)) as Record<string, unknown>,
      activationDomain: [layer.activationDomain[0], layer.activationDomain[1]] as [number, number],
      kernelDomain: [layer.kernelDomain[0], layer.kernelDomain[1]] as [number, number],
      kernel: layer.kernel ? [...layer.kernel.shape] : null,
      bias: layer.bias ? [...layer.bias.shape] : null,
    }));
    return { layers, tensors };
  }, side);
  return { layers, parameters: parametersOf(tensors) };
}

/** Where a map of one of the stages lies, in CSS pixels of the window. */
export async function twinTile(
  page: Page,
  side: 0 | 1,
  layer: string,
  channel: number,
  shape: readonly number[],
): Promise<PlacedCells> {
  const rect = await page.getByTestId(`twin-stage-${side}`).evaluate(
    (element: StageElement, { layer, channel, covered }) => {
      const rect = element.tileRect(layer, channel);
      const [top, bottom] = [covered, innerHeight - covered];
      if (rect && (rect.top < top || rect.bottom > bottom || rect.left < 0 || rect.right > innerWidth))
        element.renderRoot
          .querySelector(`[data-layer="${layer}"][data-channel="${channel}"]`)
          ?.scrollIntoView({ block: 'center', inline: 'center' });
      return element.tileRect(layer, channel)?.toJSON() as DOMRect;
    },
    // In a low window the header and the foot lie over what scrolls.
    { layer, channel, covered: mode === 'zoom' ? 60 : 0 },
  );
  return {
    x: rect.x,
    y: rect.y,
    width: rect.width,
    height: rect.height,
    rows: shape[0] ?? 1,
    columns: shape[1] ?? 1,
  };
}
