import { LateError } from '../../data/inTime';

export type Refusal = 'full' | 'forbidden' | 'silent';

export function refusalOf(error: unknown): Refusal {
  if (error instanceof LateError) return 'silent';
  return error instanceof Error && /quota/i.test(`${error.name} ${error.message}`) ? 'full' : 'forbidden';
}
