// All elements for other pages. Importing this file registers them; a file of src/embed/elements registers one.

export * from './elements/classifier';
export * from './elements/kernel';
export * from './elements/layer';
export * from './elements/pooling';
export * from './elements/stage';
