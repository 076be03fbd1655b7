// The address of a worker of the page, as its policy wants it (Trusted Types): nothing else makes an address a script's.

interface ScriptPolicy {
  createScriptURL(url: string): string;
}
interface PolicyFactory {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
}

/** @throws TypeError unless it is an address of this page's own server */
function ownUrl(url: string): string {
  const { origin } = new URL(url, document.baseURI);
  if (origin !== location.origin)
    throw new TypeError(`script: expected an address of ${location.origin}. Received ${url}`);
  return url;
}

const { trustedTypes } = globalThis as { readonly trustedTypes?: PolicyFactory };
const policy = trustedTypes?.createPolicy('convscope', { createScriptURL: ownUrl });

/** The result is a text for the types, and a TrustedScriptURL where the browser has these. */
export const scriptUrl = (url: string): string => policy?.createScriptURL(url) ?? ownUrl(url);
