// The stage of a page without the page: the lab's networks are trained by a session of their own.

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
    begin: async ({ data, network, settings }) => {
      session?.close();
      session = await TrainingSession.open({
        ...{ network, data: { name: 'lab' }, loadData: () => Promise.resolve(data) },
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
