import * as z from "zod";
import { AUTH_METHODS, type AuthMethod } from "./auth-methods.ts";

export { AUTH_METHODS, type AuthMethod };

export const authMethodSchema = z.lazy(() => z.enum(AUTH_METHODS));

/** An API that a Provider supplies. `listenPath` is joined to the baseline URL; `state` says whether it is served. */
export const apiSchema = z.lazy(() =>
  z.object({
    id: z.string().min(1),
    name: z.string(),
    authMethods: z.array(authMethodSchema).readonly(),
    listenPath: z.string().nullable(),
    /** A short name that is the same wherever the API is set up, where the Provider has one. */
    slug: z.string().min(1).optional(),
    /** Absolute base address of its own, when the API does not live under the Provider's baseline URL. */
    address: z.string().nullable().default(null),
    versions: z.array(z.string()).readonly(),
    state: z.enum(["active", "inactive", "internal"]),
    categories: z.array(z.string()).readonly(),
  }),
);
export type Api = Readonly<z.infer<typeof apiSchema>>;

/** Auth methods as people read them, in every list and text: `apiKey + mtls`; `""` for none. */
export function authText(methods: readonly AuthMethod[]): string {
  return methods.join(" + ");
}

/** The address consumers call: the API's own, or baseline URL and listen path joined; null when neither is known. */
export function apiUrl(api: Pick<Api, "listenPath" | "address">, baselineUrl: string | null): string | null {
  const base = api.address ?? baselineUrl;
  if (base === null) return null;
  return `${base.replace(/\/+$/u, "")}/${(api.listenPath ?? "").replace(/^\/+/u, "")}`;
}
