// jsfive has no types of its own; what the tests use of it.

declare module 'jsfive' {
  export class Group {
    readonly keys: string[];
    readonly attrs: Record<string, unknown>;
    get(path: string): Group & Dataset;
  }
  export interface Dataset {
    readonly value: number[];
    readonly shape: number[];
    readonly dtype: string;
  }
  export class File extends Group {
    constructor(bytes: ArrayBuffer, name: string);
  }
}
