// `downloads://name`: name.json and name.weights.bin as downloads of the page.

import { infoOf, joined, modelJsonOf, type IOHandler } from '../artifacts';
import { ModelError } from '../errors';

function download(name: string, data: string | ArrayBuffer, type: string): void {
  const link = document.createElement('a');
  link.download = name;
  link.href = URL.createObjectURL(new Blob([data], { type }));
  link.click();
  // The browser has taken the data when the click returns.
  URL.revokeObjectURL(link.href);
}

export const downloads = {
  handler: (path: string): IOHandler => ({
    save: async (artifacts) => {
      if (typeof document === 'undefined')
        throw new ModelError(`downloads://${path}: a page can download files only. In Node use file://`);
      const name = path === '' ? 'model' : path;
      download(`${name}.json`, modelJsonOf(artifacts, `./${name}.weights.bin`), 'application/json');
      // Firefox keeps only the last of several downloads that begin in one task.
      await new Promise((resolve) => setTimeout(resolve));
      if (artifacts.weightData !== undefined)
        download(`${name}.weights.bin`, joined(artifacts.weightData), 'application/octet-stream');
      return { modelArtifactsInfo: infoOf(artifacts) };
    },
  }),
};
