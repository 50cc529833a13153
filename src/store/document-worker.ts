import { stat } from "node:fs/promises";
import { parentPort } from "node:worker_threads";
import { FORMATS } from "./document-format.ts";
import { partsOf, type DocumentPart, type DocumentRequest } from "./document-transfer.ts";
import type { DocumentKind } from "./migrate.ts";
import { readDocument } from "./read-document.ts";
import { errnoOf } from "./store-failure.ts";

let rest: Iterator<DocumentPart<object>> = [][Symbol.iterator]();

parentPort?.on("message", (request: DocumentRequest) => {
  if (request.type === "next") postNext();
  else void answer(request.kind, request.file);
});

async function answer(kind: DocumentKind, file: string): Promise<void> {
  try {
    rest = await read(kind, file);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    rest = single({ type: "failed", message, errno: errnoOf(error) });
  }
  postNext();
}

async function read(kind: DocumentKind, file: string): Promise<Iterator<DocumentPart<object>>> {
  const found = await readDocument<object>(FORMATS[kind], file);
  if (found.outcome === "missing") return single({ type: "other", outcome: found });
  const { decoded, stamp } = found;
  if (decoded.outcome !== "good")
    return single({ type: "other", outcome: { outcome: "read", stamp, decoded } });
  const { size } = await stat(file);
  return partsOf(decoded.value, { stamp, bytes: size });
}

function single(part: DocumentPart<object>): Iterator<DocumentPart<object>> {
  return [part][Symbol.iterator]();
}

function postNext(): void {
  const next = rest.next();
  if (next.done !== true) parentPort?.postMessage(next.value, []);
}
