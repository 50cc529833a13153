import * as z from "zod";

export const AUTH_METHODS = [
  "keyless",
  "apiKey",
  "jwt",
  "oauth2",
  "oidc",
  "basic",
  "hmac",
  "mtls",
  "custom",
] as const;

export const authMethodSchema = z.enum(AUTH_METHODS);
export type AuthMethod = z.infer<typeof authMethodSchema>;

/** An API that a Provider supplies. `listenPath` is joined to the baseline URL; `state` says whether it is served. */
export const apiSchema = z.lazy(() =>
  z.object({
    id: z.string().min(1),
    name: z.string(),
    authMethods: z.array(authMethodSchema).readonly(),
    listenPath: z.string().nullable(),
    /** Absolute base address of its own, when the API does not live under the Provider's baseline URL. */
    address: z.string().nullable().default(null),
    versions: z.array(z.string()).readonly(),
    state: z.enum(["active", "inactive", "internal"]),
    categories: z.array(z.string()).readonly(),
  }),
);
export type Api = Readonly<z.infer<typeof apiSchema>>;

/** The address consumers call: the API's own, or baseline URL and listen path joined; null when neither is known. */
export function apiUrl(api: Pick<Api, "listenPath" | "address">, baselineUrl: string | null): string | null {
  const base = api.address ?? baselineUrl;
  if (base === null) return null;
  return `${base.replace(/\/+$/u, "")}/${(api.listenPath ?? "").replace(/^\/+/u, "")}`;
}
