// The stage of a page without the page: the lab's networks are trained by a session of their own.

import { fruitDataSet } from '../../src/fruit/dataSet';
import type { FruitOptions } from '../../src/fruit/render';
import type { Stage } from '../../src/lab/hooks';
import { TrainingSession } from '../../src/session/session';

export interface TestStage extends Stage {
  /** The session begun last. */
  readonly session: TrainingSession | null;
  close(): void;
}

/** @param device for what comes before the first session */
export function testStage(device: GPUDevice): TestStage {
  let session: TrainingSession | null = null;
  return {
    get device() {
      return session?.device ?? device;
    },
    get session() {
      return session;
    },
    begin: async ({ data, reference = { name: 'lab' }, network, weights, settings }) => {
      session?.close();
      session = await TrainingSession.open({
        ...{ network, data: reference },
        // As the page does it, for rendered fruit.
        loadData: async (_, given) =>
          data ?? fruitDataSet(given.device, reference.options as unknown as FruitOptions),
        ...(weights && { weights }),
        ...settings,
      });
      return session;
    },
    close: () => {
      session?.close();
      session = null;
    },
  };
}
