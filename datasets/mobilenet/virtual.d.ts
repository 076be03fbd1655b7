// What vitePlugin.ts generates: the files as this server or build has them.
declare module 'virtual:convscope/mobilenet' {
  export const files: readonly import('../../src/data/fetchDataset').DataFile[];
}
