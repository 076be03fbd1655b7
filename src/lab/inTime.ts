// For the lab's elements, which know no room below the lab.

export { inTime, LateError } from '../data/inTime';
