import { lookup } from "node:dns/promises";
import { isIP, type Socket } from "node:net";
import { AppError } from "../core/errors.ts";
import { failedBy, notKnown, passed, warning, type CheckStep } from "../core/check.ts";
import type { HttpLimits } from "./http-limits.ts";
import { connectOnce } from "./connect-once.ts";
import { ProxyFailure } from "./proxy-failure.ts";
import { proxyName } from "./proxy-errors.ts";
import { proxyFor, type Proxy } from "./proxy.ts";
import { tlsStep } from "./tls-check.ts";
import { connectingFinding } from "./transport-errors.ts";
import { openTunnel } from "./tunnel.ts";

/** An address to be looked at. `namesPort` tells whether it was written with its port. */
export type NetworkSubject = {
  readonly provider: string;
  readonly url: string;
  readonly namesPort: boolean;
  readonly insecureSkipVerify: boolean;
  /** Said of what is serious. */
  readonly emphasis: string;
  readonly limits: HttpLimits;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
};

/**
 * The steps `url`, `dns`, `port` and `tls`: whether an address is well formed, its name resolves, its port answers, and its
 * certificate is good; ends with the first step that fails. Where a proxy is on the way, they are about what is behind it.
 * Rejects with the signal's reason.
 */
export async function* networkCheck(subject: NetworkSubject, signal: AbortSignal): AsyncGenerator<CheckStep> {
  const place = placeOf(subject);
  yield urlStep(subject, place);
  const proxy = proxyIn(subject, place.url);
  if (proxy instanceof AppError) {
    yield failedBy("dns", proxy);
    return;
  }
  if (proxy !== null) {
    yield* throughProxy(proxy, { subject, place }, signal);
    return;
  }
  const named = await dnsStep(subject, place, signal);
  yield named;
  if (named.outcome === "fail") return;
  const connected = await portStep(subject, place, signal);
  yield connected;
  if (connected.outcome === "fail") return;
  yield await tlsStep({ ...subject, ...place }, signal);
}

/** `name` without brackets, as the network takes it; `host` as messages name it, with its port. */
type Place = { readonly url: URL; readonly name: string; readonly port: number; readonly host: string };

function placeOf({ url: text }: NetworkSubject): Place {
  const url = new URL(text);
  const port = url.port === "" ? defaultPort(url) : Number(url.port);
  return { url, name: url.hostname.replace(/^\[|\]$/gu, ""), port, host: `${url.hostname}:${port}` };
}

function defaultPort({ protocol }: URL): number {
  return protocol === "https:" ? 443 : 80;
}

function urlStep({ url, namesPort }: NetworkSubject, { port, url: { protocol } }: Place): CheckStep {
  if (namesPort) return passed("url", url);
  return warning("url", {
    seen: `${url} names no port: ${port} is used, the default of ${protocol.slice(0, -1)}`,
    advice: `Write the port in url, :${port} or the one that is meant.`,
    practice: "default-port",
  });
}

function proxyIn({ env }: NetworkSubject, url: URL): Proxy | AppError | null {
  try {
    return proxyFor(url, env);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** Of an address there is nothing to be looked up. */
function addressStep({ name }: Place): CheckStep | null {
  return isIP(name) > 0 ? passed("dns", `${name} is an address already`) : null;
}

async function dnsStep(subject: NetworkSubject, place: Place, signal: AbortSignal): Promise<CheckStep> {
  const { name } = place;
  const known = addressStep(place);
  if (known !== null) return known;
  try {
    const found = await withinTime(lookup(name, { all: true }), subject, signal);
    const addresses = [...new Set(found.map(({ address }) => address))].join(", ");
    return passed("dns", `${name} is ${addresses}`);
  } catch (error) {
    signal.throwIfAborted();
    return asStep("dns", error, { subject, place });
  }
}

async function portStep(subject: NetworkSubject, place: Place, signal: AbortSignal): Promise<CheckStep> {
  const { connectTimeoutMs } = subject.limits;
  try {
    await connectOnce({ host: place.name, port: place.port, timeoutMs: connectTimeoutMs }, signal);
    return passed("port", `${place.host} accepts connections`);
  } catch (error) {
    signal.throwIfAborted();
    return asStep("port", error, { subject, place });
  }
}

/** `proxy` is the one on the way there. */
type Around = { readonly subject: NetworkSubject; readonly place: Place; readonly proxy?: Proxy };

function asStep(id: string, error: unknown, { subject, place, proxy }: Around): CheckStep {
  const { provider, limits, url: address } = subject;
  const attempt = { provider, host: place.host, method: "GET", address, limits, proxy: proxy ?? null };
  const { what, hint } = connectingFinding(error, attempt);
  return failedBy(id, { message: `connecting ${what}`, hint });
}

/** The proxy looks the name up, and connects: what a tunnel to a TLS port tells. Others it makes request by request. */
async function* throughProxy(
  proxy: Proxy,
  { subject, place }: Around,
  signal: AbortSignal,
): AsyncGenerator<CheckStep> {
  const way = proxyName(proxy);
  const named = addressStep(place) ?? notKnown("dns", `not looked up here: ${way} does that`);
  try {
    if (place.url.protocol === "https:") {
      const tunnel = await openTunnel({ proxy, host: place.host, limits: subject.limits }, signal);
      yield* throughTunnel(tunnel, { subject, place, proxy }, signal);
      return;
    }
    await reach(proxy, subject, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ProxyFailure)) throw error;
    yield named;
    yield asStep("port", error, { subject, place, proxy });
    return;
  }
  yield named;
  yield notKnown("port", `${way} accepts connections; whether ${place.host} does, the following steps show`);
  yield await tlsStep({ ...subject, ...place }, signal);
}

async function* throughTunnel(
  tunnel: Socket,
  { subject, place, proxy }: Required<Around>,
  signal: AbortSignal,
): AsyncGenerator<CheckStep> {
  const way = proxyName(proxy);
  try {
    yield addressStep(place) ?? passed("dns", `${way} knows ${place.name}`);
    yield passed("port", `${place.host} accepts connections, through ${way}`);
    yield await tlsStep({ ...subject, ...place, tunnel }, signal);
  } finally {
    tunnel.destroy();
  }
}

/** Connects to the proxy itself. Rejects with ProxyFailure. */
async function reach(proxy: Proxy, { limits }: NetworkSubject, signal: AbortSignal): Promise<void> {
  const { hostname, port, protocol } = new URL(proxy.url);
  const host = hostname.replaceAll(/^\[|\]$/gu, "");
  const target = { host, port: Number(port || (protocol === "https:" ? 443 : 80)) };
  try {
    await connectOnce({ ...target, timeoutMs: limits.connectTimeoutMs }, signal);
  } catch (error) {
    throw new ProxyFailure(null, error);
  }
}

/** A lookup cannot be cancelled: it is left alone when its time is over. */
async function withinTime<T>(work: Promise<T>, { limits }: NetworkSubject, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = (): void => reject(Object.assign(new Error("no answer"), { code: "EAI_AGAIN" }));
  const timer = setTimeout(late, limits.connectTimeoutMs);
  const give = (): void => reject(signal.reason);
  signal.addEventListener("abort", give, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", give);
    work.catch(() => undefined);
  }
}
