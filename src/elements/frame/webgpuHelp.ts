// What turns WebGPU on in the browser that shows the page: settings, flags and pages that tell the reason differ.

import type { withoutGpu } from '../locales/withoutGpu';

type Help = (typeof withoutGpu.en)['missing']['help'];

/** @param userAgent of `navigator`; browsers on iOS all are Safari's engine, whatever their name. */
export function webgpuHelp(userAgent: string, help: Help): string {
  const onLinux = /Linux|X11/.test(userAgent) && !/Android|CrOS/.test(userAgent);
  if (/iPhone|iPad|CriOS|FxiOS|EdgiOS/.test(userAgent)) return help.safari;
  if (userAgent.includes('Firefox/')) return onLinux ? help.firefoxLinux : help.firefox;
  if (/Chrome\/|Chromium\//.test(userAgent)) {
    const scheme = userAgent.includes('Edg/') ? 'edge' : 'chrome';
    return onLinux ? help.chromiumLinux(scheme) : help.chromium(scheme);
  }
  return userAgent.includes('Safari/') ? help.safari : help.other;
}
