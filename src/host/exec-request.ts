import {
  CancellationTokenSource,
  ProgressType,
  ResponseError,
  type MessageConnection,
} from "vscode-jsonrpc/node";
import { AppError, isErrorCode } from "../core/errors.ts";
import { execErrorDataSchema } from "../plugin/exec-protocol.ts";
import type { ExecEnd } from "./exec-ending.ts";

/** What a process gets to answer a cancellation. */
const PATIENCE_MS = 800;

/** `onValue` is told of steps and progress. Neither they nor results are checked here: the host's border does that. */
export type CallOptions<Value> = {
  readonly signal: AbortSignal;
  readonly onValue?: (value: Value) => void;
};

/** The process that is asked. */
export type Asking = {
  readonly connection: MessageConnection;
  readonly ended: Promise<ExecEnd>;
  readonly kill: (reason: AppError) => void;
  readonly adapter: string;
};
type Request<Value> = CallOptions<Value> & { readonly method: string; readonly params: object };

let tokens = 0;

/**
 * One request with its progress and its cancellation: one that is not answered in time ends the process. Rejects with what
 * was answered, why the process ended, or the signal's reason.
 */
export async function askProcess<Result, Value>(
  { connection, ended, kill, adapter }: Asking,
  request: Request<Value>,
): Promise<Result> {
  const { method, params, signal, onValue } = request;
  signal.throwIfAborted();
  const cancellation = new CancellationTokenSource();
  const token = (tokens += 1);
  const progress = onValue && connection.onProgress(new ProgressType<Value>(), token, onValue);
  let timer: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    cancellation.cancel();
    timer = setTimeout(() => kill(uncancelled(adapter, method)), PATIENCE_MS);
  };
  signal.addEventListener("abort", cancel, { once: true });
  const died = ended.then(({ error }) => Promise.reject(error));
  try {
    const answer = connection.sendRequest<Result>(method, { ...params, token }, cancellation.token);
    return await Promise.race([answer, died]);
  } catch (error) {
    signal.throwIfAborted();
    throw await reasonOf(error, ended);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
    progress?.dispose();
    cancellation.dispose();
    died.catch(() => undefined);
  }
}

function uncancelled(adapter: string, method: string): AppError {
  return new AppError(
    "CANCELLED",
    `The adapter ${adapter} did not stop in ${method} when told to, and was ended.`,
  );
}

/** An error as the process answered it; when the connection broke, why the process ended. */
async function reasonOf(error: unknown, ended: Promise<ExecEnd>): Promise<unknown> {
  if (!(error instanceof ResponseError)) return error instanceof AppError ? error : (await ended).error;
  const data = execErrorDataSchema.safeParse(error.data);
  if (!data.success || !isErrorCode(data.data.code))
    return isBroken(error) ? (await ended).error : new Error(error.message);
  const { code, hint } = data.data;
  return new AppError(code, error.message, typeof hint === "string" ? { hint } : {});
}

/** vscode-jsonrpc's own words for a connection that was disposed of with the request pending. */
const PENDING_REJECTED = -32097;

function isBroken({ code }: ResponseError<unknown>): boolean {
  return code === PENDING_REJECTED;
}
