import { AppError, type Http, type HttpAnswer } from "../../src/plugin/index.ts";
import { answerError, KEY_ACCEPTED_ELSEWHERE, permissionMissing, shapeError } from "./errors.ts";
import { isRecord, type JsonRecord } from "../tyk-policy/record.ts";

const CONFIRMING_PATH = "/api/portal/policies";

export type GetOptions = {
  readonly query?: Readonly<Record<string, string>>;
  /** Numbers that JavaScript would change are kept as their text: for what is written back. */
  readonly exact?: boolean;
  /** Texts that nobody may see in this request: a key in its path. */
  readonly secrets?: readonly string[];
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: { readonly received: number; readonly total: number | null }) => void;
};

/** A request that writes; `body` is sent as JSON, `content` instead of it as it is. */
export type SendOptions = {
  readonly method: "POST" | "PUT" | "DELETE";
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: JsonRecord;
  readonly content?: { readonly type: string; readonly text: string };
  readonly secrets?: readonly string[];
  readonly signal: AbortSignal;
};

/** The requests to one Dashboard. */
export type Client = {
  /** The answer as it came, whatever its status. */
  readonly ask: (path: string, options: GetOptions) => Promise<HttpAnswer>;
  /** The same, but a 401 is the answer only when the key is refused elsewhere, too; else PERMISSION_MISSING. */
  readonly confirmed: (path: string, options: GetOptions) => Promise<HttpAnswer>;
  /** False when the key is refused where nothing but the key is judged. */
  readonly acceptsKey: (signal: AbortSignal) => Promise<boolean>;
  /** Writes, once, and never again. Rejects with OUTCOME_UNKNOWN when it left and no answer came. */
  readonly send: (path: string, options: SendOptions) => Promise<HttpAnswer>;
  /** An answer that is a list under a member's name. Throws for everything else, telling the reasons apart. */
  readonly list: (path: string, member: string, options: GetOptions) => Promise<ListAnswer>;
  /** The same, but null when the Dashboard does not take such a request (400), so that another may be tried. */
  readonly listIfTaken: (path: string, member: string, options: GetOptions) => Promise<ListAnswer | null>;
};

/** `pages` as the Dashboard says it, under either spelling; null when it does not. */
export type ListAnswer = { readonly items: readonly unknown[]; readonly pages: number | null };

/** A client that sends the raw access key in `authorization`, without a scheme. */
export function createClient(http: Http, secret: string): Client {
  const headers = { authorization: secret };
  const ask: Client["ask"] = (path, options) => http.request({ path, headers, ...options });
  const send: Client["send"] = (path, options) => http.request({ path, headers, ...options });

  async function acceptsKey(signal: AbortSignal): Promise<boolean> {
    const { status } = await ask(CONFIRMING_PATH, { query: { p: "1" }, signal });
    return status !== 401;
  }

  /** With API ownership a 401 may be about one thing only: the key is bad when it is refused elsewhere, too. */
  async function confirmed(path: string, options: GetOptions): Promise<HttpAnswer> {
    const answer = await ask(path, options);
    if (answer.status !== 401) return answer;
    if (!(await acceptsKey(options.signal))) return answer;
    const again = await ask(path, options);
    if (again.status === 401) throw permissionMissing({ path }, KEY_ACCEPTED_ELSEWHERE);
    return again;
  }

  const list: Client["list"] = async (path, member, options) =>
    listIn(await confirmed(path, options), path, member);

  const listIfTaken: Client["listIfTaken"] = async (path, member, options) => {
    const answer = await confirmed(path, options);
    const isRefused = answer.status === 400 && answerError(answer, { path })?.code === "MALFORMED";
    return isRefused ? null : listIn(answer, path, member);
  };

  return { ask, confirmed, acceptsKey, send, list, listIfTaken };
}

/** The list under a member of an answer. Throws for everything else, telling the reasons apart. */
export function listIn(answer: HttpAnswer, path: string, member: string): ListAnswer {
  const error = answerError(answer, { path });
  if (error !== null) throw error;
  const { json } = answer;
  const items = isRecord(json) ? json[member] : undefined;
  // A Go server writes `null` for a list that holds nothing.
  const list = items === null ? [] : items;
  if (!isRecord(json) || !Array.isArray(list)) throw shapeError(answer, { path }, `a list under "${member}"`);
  const broken = list.findIndex((item) => !isRecord(item));
  if (broken >= 0) {
    throw new AppError(
      "MALFORMED",
      `GET ${path} was answered with a list whose item ${broken} is no object.`,
      {
        hint: "Look at the Dashboard's log.",
      },
    );
  }
  const pages = json["Pages"] ?? json["pages"];
  return { items: list, pages: typeof pages === "number" ? pages : null };
}
