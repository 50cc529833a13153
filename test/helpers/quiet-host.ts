import { createHost, type Host, type ProviderSettings } from "../../src/host/host.ts";

/** A host whose log and request log are kept. */
export function quietHost(): { readonly host: Host; readonly said: () => readonly string[] } {
  const lines: string[] = [];
  const host = createHost({
    env: {},
    now: () => new Date(),
    random: () => 0,
    onRequest: (record) => lines.push(JSON.stringify(record)),
    log: (line) => lines.push(line),
  });
  return { host, said: () => lines };
}

/** Settings of a Provider with nothing but a name. */
export function settingsOf(changes: Partial<ProviderSettings>): ProviderSettings {
  return {
    name: "alpha",
    url: null,
    secret: null,
    organisationId: null,
    folder: "/",
    options: {},
    insecureSkipVerify: false,
    ...changes,
  };
}
