import { createHttp, type AttemptRecord, type ClosableHttp, type HttpSettings } from "../../src/host/http.ts";

export type SmallHttp = {
  readonly http: ClosableHttp;
  readonly attempts: readonly AttemptRecord[];
  /** What the back-off asked for; nothing is waited. */
  readonly waits: readonly number[];
};

/** The host's http with short limits, no waiting between attempts, and everything it reports kept. */
export function smallHttp(url: string | null, changes: Partial<HttpSettings> = {}): SmallHttp {
  const attempts: AttemptRecord[] = [];
  const waits: number[] = [];
  const http = createHttp({
    provider: "alpha",
    url,
    insecureSkipVerify: false,
    secret: "s3cret-key",
    limits: { connectTimeoutMs: 5_000, timeoutMs: 20_000, retries: 3, maxResponseSize: 1024 * 1024 },
    env: {},
    onRequest: (record) => attempts.push(record),
    now: () => new Date(),
    random: () => 1,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      waits.push(ms);
    },
    ...changes,
  });
  return { http, attempts, waits };
}
