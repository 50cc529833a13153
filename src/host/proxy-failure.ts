/**
 * What undici's requests end with when the proxy is at fault: it cannot be reached (`cause` tells why), or it answered
 * `status` where a tunnel to the target was asked for.
 */
export class ProxyFailure extends Error {
  readonly status: number | null;

  constructor(status: number | null, cause?: unknown) {
    super("the proxy failed", { cause });
    this.name = "ProxyFailure";
    this.status = status;
  }
}
