import { afterEach } from 'vitest';
import type { NetworkConfig } from '../../src/models/network';
import { TrainingSession, type SessionOptions } from '../../src/session/session';
import { bars } from './tinyData';

/** Opens sessions of a network on a data set that takes milliseconds an epoch; they are closed after each test. */
export function sessionsOf(
  network: NetworkConfig,
): (options?: Partial<SessionOptions>) => Promise<TrainingSession> {
  const sessions: TrainingSession[] = [];
  afterEach(() => {
    for (const session of sessions.splice(0)) session.close();
  });
  return async (options = {}) => {
    const session = await TrainingSession.open({
      network,
      loadData: () => Promise.resolve({ train: bars(256), test: bars(64, 99) }),
      batchSize: 32,
      learningRate: 0.02,
      seed: 5,
      ...options,
    });
    sessions.push(session);
    return session;
  };
}
