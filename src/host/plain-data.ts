const MAX_NODES = 1_000_000;

/** What walking through a value has shown: no text of interest, some, or that it is no JSON data at all. */
export type DataFinding = "clean" | "found" | "not-data";

/**
 * Walks through a value that should be JSON data, and looks for a text among its strings and member names. Functions,
 * symbols and big integers are not data, nor is what goes in circles or holds more than a million values. Iterative:
 * a record may be nested as deep as its Provider likes. It sees every value of every record, hence the plain loops.
 */
export function inspectData(root: unknown, finds: (text: string) => boolean): DataFinding {
  const walk: Walk = { waiting: [], finds, found: false, isData: true };
  look(root, walk);
  for (let nodes = 0; walk.waiting.length > 0 && walk.isData; nodes += 1) {
    if (nodes > MAX_NODES) return "not-data";
    const value = walk.waiting.pop();
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index += 1) look(value[index], walk);
    } else if (value !== undefined) lookInside(value, walk);
  }
  if (!walk.isData) return "not-data";
  return walk.found ? "found" : "clean";
}

type Walk = {
  readonly waiting: object[];
  readonly finds: (text: string) => boolean;
  found: boolean;
  isData: boolean;
};

function lookInside(value: object, walk: Walk): void {
  for (const key in value) {
    if (walk.finds(key)) walk.found = true;
    look(Reflect.get(value, key), walk);
  }
}

function look(value: unknown, walk: Walk): void {
  if (typeof value === "string") {
    if (walk.finds(value)) walk.found = true;
  } else if (typeof value === "object") {
    if (value !== null) walk.waiting.push(value);
  } else if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint") {
    walk.isData = false;
  }
}
