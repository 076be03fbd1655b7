/** What registered classes and functions of ours are called in files: `convscope>LocalResponseNormalization`. */
export const PACKAGE = 'convscope';
