// For views, which know the GPU's room only through this one.

export { sizeOf } from '../gpu/shape';
