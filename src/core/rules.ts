import type { Api, AuthMethod } from "./api.ts";
import type { Product } from "./product.ts";

/**
 * Why the APIs of a Product cannot be served by one credential, or null when they share one auth method. Mutual TLS
 * may join an API key or JWT. APIs that are unknown here do not count.
 */
export function authConflict(product: Pick<Product, "apis">, apis: ReadonlyMap<string, Api>): string | null {
  const byMethods = new Map<string, string>();
  for (const grant of product.apis) {
    const api = apis.get(grant.id);
    if (api === undefined) continue;
    const methods = principalMethods(api.authMethods);
    if (!byMethods.has(methods)) byMethods.set(methods, api.name);
  }
  if (byMethods.size < 2) return null;
  const listed = [...byMethods].map(([methods, name]) => `${name} uses ${methods}`).join(", ");
  return `Its APIs do not share one auth method: ${listed}.`;
}

/** The union of the auth methods of the APIs granted, in the order in which they are declared. */
export function sharedMethods(
  granted: readonly string[],
  apis: ReadonlyMap<string, Api>,
): readonly AuthMethod[] {
  const methods = new Set<AuthMethod>();
  for (const id of granted) for (const method of apis.get(id)?.authMethods ?? []) methods.add(method);
  return [...methods].toSorted();
}

/** The auth method that all of these APIs have; mtls only when it is the only one; null when they share none. */
export function commonMethod(apis: readonly Pick<Api, "authMethods">[]): AuthMethod | null {
  const [first, ...others] = apis;
  const shared = (first?.authMethods ?? []).filter((method) =>
    others.every((api) => api.authMethods.includes(method)),
  );
  return shared.find((method) => method !== "mtls") ?? shared[0] ?? null;
}

function principalMethods(methods: readonly AuthMethod[]): string {
  const joinsMtls = methods.includes("apiKey") || methods.includes("jwt");
  const principal = joinsMtls ? methods.filter((method) => method !== "mtls") : methods;
  return [...principal].toSorted().join(" + ");
}
