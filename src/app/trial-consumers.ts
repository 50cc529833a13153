import { apiUrl, type Api } from "../core/api.ts";
import type { ProviderDefinition } from "../core/provider.ts";
import type { IssuedSecret } from "../core/credential.ts";
import { createHttp } from "../host/http.ts";
import type { Subject } from "../plugin/conformance-subject.ts";
import type { Plugin } from "../plugin/contract.ts";
import { networkSettingsOf } from "./check-network.ts";
import type { AppSurroundings } from "./surroundings.ts";

const REFUSED: ReadonlySet<number> = new Set([401, 403]);
const HEADER = /^([\w-]+): KEY$/u;

type At = { readonly plugin: Plugin; readonly provider: ProviderDefinition };

/** How issued keys are tried: at the API's own address below the Provider's baseline URL; nothing without one. */
export function consumersAt(at: At, surroundings: AppSurroundings): Pick<Subject, "consumers"> {
  const { baselineUrl } = at.provider;
  if (baselineUrl === null) return {};
  const signal = new AbortController().signal;
  return {
    consumers: {
      letsIn: (secret, api) =>
        isLetIn({ url: addressOf(api, baselineUrl), secret, signal }, at, surroundings),
    },
  };
}

function addressOf(api: Api | undefined, baselineUrl: string): URL {
  return new URL((api && apiUrl(api, baselineUrl)) ?? baselineUrl);
}

type Visit = { readonly url: URL; readonly secret: IssuedSecret; readonly signal: AbortSignal };

/** Whatever it answers but a refusal came from behind the gateway. */
async function isLetIn(
  { url, secret, signal }: Visit,
  { plugin, provider }: At,
  { env, now, random }: AppSurroundings,
): Promise<boolean> {
  const http = createHttp({
    ...networkSettingsOf(provider, plugin),
    url: url.origin,
    secret: secret.value,
    env,
    now,
    random,
    onRequest: () => {},
  });
  const [, header = "authorization"] = HEADER.exec(secret.usage ?? "") ?? [];
  try {
    const { status } = await http.request({
      path: url.pathname,
      headers: { [header]: secret.value },
      signal,
    });
    return !REFUSED.has(status);
  } finally {
    await http.close();
  }
}
