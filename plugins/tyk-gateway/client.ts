import type { Http, HttpAnswer, HttpRequest } from "../../src/plugin/index.ts";
import { isRecord, type JsonRecord } from "../tyk-policy/record.ts";
import type { DraftRequest } from "../tyk-policy/registry.ts";
import { answerError, shapeError } from "./errors.ts";

export type GetOptions = Pick<HttpRequest, "query" | "exact" | "secrets" | "signal" | "onProgress">;

/** A request that writes; `body` is sent as JSON, `content` instead of it as it is. */
export type SendOptions = Pick<HttpRequest, "query" | "content" | "secrets" | "signal"> &
  Omit<DraftRequest, "path">;

/** The requests to one gateway. */
export type Client = {
  /** The answer as it came, whatever its status. */
  readonly ask: (path: string, options: GetOptions) => Promise<HttpAnswer>;
  /** Writes, once, and never again. Rejects with OUTCOME_UNKNOWN when it left and no answer came. */
  readonly send: (path: string, options: SendOptions) => Promise<HttpAnswer>;
  /** An answer that is a bare list of objects. Rejects for everything else, telling the reasons apart. */
  readonly list: (path: string, options: GetOptions) => Promise<readonly JsonRecord[]>;
};

/** A client that sends the gateway's secret in `x-tyk-authorization`. */
export function createClient(http: Http, secret: string): Client {
  const headers = { "x-tyk-authorization": secret };
  const ask: Client["ask"] = (path, options) => http.request({ path, headers, ...options });
  return {
    ask,
    send: (path, options) => http.request({ path, headers, ...options }),
    list: async (path, options) => listIn(await ask(path, options), path),
  };
}

/** A Go server writes `null` for a list that holds nothing. */
export function listIn(answer: HttpAnswer, path: string): readonly JsonRecord[] {
  const error = answerError(answer, { path });
  if (error !== null) throw error;
  const list = answer.json === null ? [] : answer.json;
  if (!Array.isArray(list) || !list.every(isRecord)) throw shapeError(answer, { path }, "a list of objects");
  return list;
}
