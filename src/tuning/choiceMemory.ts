// What was found out about a device, kept for the next visit under what identifies the device.

import { adapterFactsOf } from '../gpu/deviceFacts';

/** Where choices are stored. It may lose them, or fail: then a device is measured again. */
export interface ChoiceMemory {
  read(key: string): string | null | Promise<string | null>;
  write(key: string, value: string): void | Promise<void>;
}

/** What is stored under a key; null if nothing is, or storage fails. */
export async function recall(memory: ChoiceMemory | undefined, key: string): Promise<string | null> {
  try {
    return (await memory?.read(key)) ?? null;
  } catch {
    return null;
  }
}

/** The names of a device; if the browser hides them, whatever else distinguishes it. */
export function identityOf(device: GPUDevice): string {
  const { vendor, architecture, device: model, description } = adapterFactsOf(device);
  const names = [vendor, architecture, model, description];
  return names.some((name) => name !== '') ? names.join('/') : tracesOf(device);
}

/** Features and limits as a short text. */
function tracesOf({ features, limits }: GPUDevice): string {
  const numbers: string[] = [];
  // Limits are getters of the prototype.
  for (const name in limits) numbers.push(`${name}=${String(limits[name as keyof GPUSupportedLimits])}`);
  return `unnamed/${hashOf([...[...features].sort(), ...numbers.sort()].join())}`;
}

/** FNV-1a. */
export function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
}
