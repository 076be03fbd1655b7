// What is said without WebGPU fits the browser that shows the page, in both languages.

import { describe, expect, it } from 'vitest';
import { webgpuHelp } from '../../src/elements/frame/webgpuHelp';
import { withoutGpu } from '../../src/elements/locales/withoutGpu';

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const MAC = 'Macintosh; Intel Mac OS X 10_15_7';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';

const BROWSERS: readonly { name: string; userAgent: string; says: RegExp; not: RegExp }[] = [
  {
    name: 'Chrome on Windows',
    userAgent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/156.0.0.0 Safari/537.36`,
    says: /chrome:\/\/gpu/,
    not: /about:|edge:|#enable/,
  },
  {
    name: 'Chrome on Linux',
    userAgent: `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/156.0.0.0 Safari/537.36`,
    says: /chrome:\/\/flags.*#enable-unsafe-webgpu.*#enable-vulkan.*chrome:\/\/gpu/,
    not: /about:|edge:/,
  },
  {
    name: 'Chrome on Android',
    userAgent: `Mozilla/5.0 (Linux; Android 15; Pixel 9) ${WEBKIT} Chrome/156.0.0.0 Mobile Safari/537.36`,
    says: /chrome:\/\/gpu/,
    not: /about:|edge:|#enable/,
  },
  {
    name: 'Edge on Linux',
    userAgent: `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`,
    says: /edge:\/\/flags.*edge:\/\/gpu/,
    not: /about:|chrome:/,
  },
  {
    name: 'Firefox on Linux',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
    says: /about:config.*dom\.webgpu\.enabled.*gfx\.webgpu\.ignore-blocklist.*about:support/,
    not: /chrome:|edge:/,
  },
  {
    name: 'Firefox on macOS',
    userAgent: `Mozilla/5.0 (${MAC}; rv:153.0) Gecko/20100101 Firefox/153.0`,
    says: /about:support/,
    not: /chrome:|edge:|ignore-blocklist/,
  },
  {
    name: 'Safari',
    userAgent: `Mozilla/5.0 (${MAC}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15`,
    says: /Safari.*26/,
    not: /chrome:|edge:|about:/,
  },
  {
    name: 'Chrome on an iPhone, which is Safari’s engine',
    userAgent: `${IPHONE} CriOS/138.0.0.0 Mobile/15E148 Safari/604.1`,
    says: /Safari.*26/,
    not: /chrome:|edge:|about:/,
  },
  {
    name: 'Firefox on an iPhone, which is Safari’s engine',
    userAgent: `${IPHONE} FxiOS/140.0 Mobile/15E148 Safari/605.1.15`,
    says: /Safari.*26/,
    not: /chrome:|edge:|about:/,
  },
  { name: 'another browser', userAgent: 'Lynx/2.9.2', says: /below|下の/, not: /chrome:|edge:|about:/ },
];

describe.each(BROWSERS)('$name', ({ userAgent, says, not }) => {
  it('is told its own settings and pages, in both languages', () => {
    for (const { missing } of [withoutGpu.en, withoutGpu.ja]) {
      const text = webgpuHelp(userAgent, missing.help);
      expect(text).toMatch(says);
      expect(text).not.toMatch(not);
    }
  });
});
