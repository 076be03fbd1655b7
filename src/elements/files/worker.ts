// Reads and writes files in a worker, so that a large file does not block the page. One job per worker; a job is
// cancelled by terminating its worker.

import { fitWeightsTo } from '../../formats/fitWeights';
import {
  MODEL_ENTRY,
  checkSize,
  formatByName,
  readModel,
  writeModel,
  type NamedFile,
} from '../../formats/formats';
import { modelForPictures } from '../../formats/pixelScale';
import { withProbabilities } from '../../formats/probabilities';
import { FormatError } from '../../formats/storedModel';
import { writeZip } from '../../formats/zip';
import type { NetworkConfig } from '../../models/network';
import type { FromWorker, Job, PickedFile, Read, Written } from './jobs';

/** Progress is told at most so often. */
const TELL_MS = 50;

function tell(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

self.addEventListener('message', ({ data }: MessageEvent<Job>) => {
  void done(data).then(
    (answer) => tell({ kind: 'done', answer }, transferable(answer)),
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      // A network that cannot be built is at fault as well, and its message names the layer.
      const ofFormat =
        error instanceof FormatError || (error instanceof Error && error.name === 'ArchitectureError');
      tell({ kind: 'failed', failure: { message, ofFormat } });
    },
  );
});

function done(job: Job): Promise<Read | Written> {
  switch (job.kind) {
    case 'read':
      return read(job);
    case 'write':
      return write(job);
    case 'writeWebPage':
      return writePage(job);
    default:
      return job satisfies never;
  }
}

async function read({ files, network }: Job & { kind: 'read' }): Promise<Read> {
  // Of a folder, what may belong to a model.
  const some = files.filter(({ name }) => MODEL_ENTRY.test(name) || formatByName(name) !== null);
  const wanted = files.length === 1 || some.length === 0 ? files.slice(0, 1) : some;
  checkSize(wanted.map(({ name, file: { size } }) => ({ name, size })));
  const result = await readModel(await bytesOf(wanted));
  if (result.kind === 'model') {
    const model = withProbabilities(result.file, modelForPictures(result));
    return { ...result, model: owned(model) };
  }
  const { format, file, groups, remarks } = result;
  const fit = fitWeightsTo(network, groups);
  return { kind: 'weights', format, file, fit: owned(fit), remarks };
}

async function write({ as, run }: Job & { kind: 'write' }): Promise<Written> {
  const { modelOfRun, writeConvscopeRun } = await import('../../formats/convscope/archive');
  const name = fileNameOf(run.network);
  if (as === 'session') {
    const bytes = writeConvscopeRun(run);
    return { name: `${name}-session.zip`, bytes, remarks: [] };
  }
  const model = modelOfRun(run);
  if (as === 'torchProgram') {
    const { writePyTorchProgram } = await import('../../formats/pytorch/program');
    return {
      name: `${name}-pytorch.zip`,
      bytes: writeZip(writePyTorchProgram(model, run.settings.lossWeights ?? [])),
      remarks: [],
    };
  }
  if (as === 'kerasScript') {
    const { writeDistributed } = await import('../../formats/distributed');
    const { optimizer, learningRate, batchSize, epochs, augmentation } = run.settings;
    const settings = { optimizer, optimizerOptions: { learningRate }, batchSize, epochs };
    const { augmentationLayers, NO_AUGMENTATION } = await import('../../train/augmentation');
    const front = augmentationLayers(augmentation ?? NO_AUGMENTATION);
    const loss = 'sparseCategoricalCrossentropy';
    const bytes = await writeDistributed(model, { ...settings, loss }, front);
    return { name: `${name}-keras-script.zip`, bytes, remarks: [] };
  }
  const { files, remarks } = await writeModel(as, model, name);
  const [first] = files;
  if (as === 'tfjs') {
    const bytes = writeZip(new Map(files.map((file) => [file.name, file.bytes])));
    return { name: `${name}.tfjs.zip`, bytes, remarks };
  }
  if (first === undefined) throw new FormatError(name, 'there is nothing to write');
  return { name: first.name, bytes: Uint8Array.from(first.bytes), remarks };
}

async function writePage({
  template,
  trained,
  labels,
  threshold,
  familiarity,
}: Job & { kind: 'writeWebPage' }): Promise<Written> {
  const { writeWebPage } = await import('../../formats/html/webPage');
  const { modelOfRun } = await import('../../formats/convscope/archive');
  const { network, weights } = 'checkpoint' in trained ? modelOfRun(trained) : trained;
  const model = { network, weights: weights ?? new Map<string, Float32Array>(), labels, threshold };
  const html = writeWebPage(template, { ...model, ...(familiarity && { familiarity }) });
  return { name: `${fileNameOf(network)}.html`, bytes: new TextEncoder().encode(html), remarks: [] };
}

const fileNameOf = ({ name }: NetworkConfig): string => name.replace(/[^\p{L}\p{N}._-]+/gu, '-') || 'network';

/** All files in memory, told as it goes. */
async function bytesOf(files: readonly PickedFile[]): Promise<readonly NamedFile[]> {
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  let [loaded, told] = [0, -Infinity];
  const named: NamedFile[] = [];
  for (const { name, file } of files) {
    const bytes = new Uint8Array(file.size);
    let filled = 0;
    const reader = file.stream().getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      bytes.set(part.value, filled);
      filled += part.value.byteLength;
      loaded += part.value.byteLength;
      if (performance.now() - told < TELL_MS) continue;
      told = performance.now();
      tell({ kind: 'progress', fraction: loaded / total });
    }
    named.push({ name, bytes });
  }
  // How long it takes to understand them is not known.
  tell({ kind: 'progress', fraction: null });
  return named;
}

/** With numbers that lie in memory of their own, to be handed over. */
function owned<T extends { readonly weights: ReadonlyMap<string, Float32Array> | null }>(holder: T): T {
  if (holder.weights === null) return holder;
  const taken = new Set<ArrayBufferLike>();
  const weights = new Map(
    [...holder.weights].map(([name, values]) => {
      const whole = values.byteLength === values.buffer.byteLength && !taken.has(values.buffer);
      taken.add(values.buffer);
      return [name, whole ? values : values.slice()];
    }),
  );
  return { ...holder, weights };
}

function transferable(answer: Read | Written): Transferable[] {
  if ('bytes' in answer) return [answer.bytes.buffer];
  const weights = answer.kind === 'model' ? answer.model.weights : answer.fit.weights;
  return [...(weights ?? new Map<string, Float32Array>()).values()].map(
    ({ buffer }) => buffer as ArrayBuffer,
  );
}
