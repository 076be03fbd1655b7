// Re-export for the lab's elements, which may not import modules below the lab.

export { inTime, LateError } from '../data/inTime';
