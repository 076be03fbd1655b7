// What vitePlugin.ts generates.
declare module 'virtual:convscope/standalone' {
  /** Of the standalone page without a model. */
  export const url: string;
}
