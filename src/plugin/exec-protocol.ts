import * as z from "zod";
import type { Capabilities } from "./contract.ts";

/**
 * The protocol between Portico and an executable adapter: JSON-RPC 2.0 over its standard input and output, one message
 * per line. Requests of Portico are `initialize`, the calls below, and `shutdown`; `$/cancelRequest` and `$/progress`
 * are as in the Language Server Protocol. What is on standard error goes to the log.
 */
export const EXEC_PROTOCOL = 1;

/** The first request's answer, which measures what can be done; its capabilities are checked as every adapter's are. */
export const initializedSchema = z.lazy(() =>
  z.object({ protocolVersion: z.number(), capabilities: z.custom<Capabilities>().optional() }),
);

/** What a call is answered with: a result, or steps (as progress) and then null. */
type ExecCall = {
  readonly gives: "result" | "steps";
  /** The members of its `params`, in the order of the contract's arguments; progress has a `token` beside them. */
  readonly params: readonly string[];
  /** It only reads: it may be made again after the process has died. */
  readonly repeatable: boolean;
  /** Numbers that JavaScript cannot hold come as `JSON.rawJSON` values: for records that are written back. */
  readonly exact: boolean;
};

/** The methods of a connection that are calls to the process; a new one is a row here, and a line in `exec-provider.ts`. */
export const EXEC_CALLS = {
  check: { gives: "steps", params: [], repeatable: false, exact: false },
  snapshot: { gives: "result", params: [], repeatable: true, exact: false },
  prepare: { gives: "result", params: ["intent"], repeatable: true, exact: true },
  apply: { gives: "steps", params: ["intent", "proposal"], repeatable: false, exact: true },
  credentials: { gives: "result", params: ["policies"], repeatable: true, exact: false },
  usage: { gives: "result", params: ["targets", "span"], repeatable: true, exact: false },
  tokens: { gives: "result", params: ["target", "apis"], repeatable: true, exact: false },
  certificates: { gives: "result", params: [], repeatable: true, exact: false },
} as const satisfies Record<string, ExecCall>;

export type ExecCallName = keyof typeof EXEC_CALLS;

/** What an error's `data` may hold: one of the codes that Portico knows, and what to do about it. */
export const execErrorDataSchema = z.lazy(() => z.object({ code: z.string(), hint: z.string().nullish() }));

const id = z.union([z.number(), z.string()]);
const error = z.object({ code: z.number(), message: z.string(), data: z.unknown().optional() });

/** A message of an adapter: an answer, or progress. Other notifications and requests pass, and are not known. */
export const execMessageSchema = z.lazy(() =>
  z.union([
    z.object({ jsonrpc: z.literal("2.0"), method: z.literal("$/progress"), params: progressSchema }),
    z.object({ jsonrpc: z.literal("2.0"), method: z.string(), id: id.optional() }),
    z.object({ jsonrpc: z.literal("2.0"), id: id.nullable(), error }),
    z.object({ jsonrpc: z.literal("2.0"), id, result: z.unknown() }),
  ]),
);

const progressSchema = z.object({ token: z.union([z.number(), z.string()]), value: z.unknown() });
