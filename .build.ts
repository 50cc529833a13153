import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { build, type BuildOptions, type InputOptions, type OutputOptions } from "rolldown";

const root = import.meta.dirname;

const INPUT = {
  cwd: root,
  platform: "node",
  // The first two are for developing, the last is there on macOS alone.
  external: ["react-devtools-core", "typescript", "fsevents"],
  transform: { target: "node22", jsx: "react-jsx", define: { "process.env.NODE_ENV": '"production"' } },
} as const satisfies InputOptions;

/** Small, and yet with its own names in what is said of a fault. */
const OUTPUT = {
  format: "esm",
  comments: false,
  minify: { compress: { keepNames: { function: true, class: true } }, mangle: false },
} as const satisfies OutputOptions;

/**
 * What is loaded one after the other at a start comes in one file: to find, read and link a file takes longer than what
 * is in it. A module goes to the first group that it, or what imports it, is named in.
 */
const groups = [
  { name: "arguments", test: /[/\\]src[/\\]cli[/\\](?:parse|run-plain)\.ts$/u, priority: 4 },
  { name: "start", test: /[/\\]src[/\\](?:app|cli[/\\]run|plugin[/\\]index)\.ts$/u, priority: 3 },
  // What the screen, connections and commands have in common, so that none of them loads another.
  { name: "core", test: /[/\\]src[/\\]core[/\\]/u, priority: 2 },
  { name: "view", test: /[/\\]src[/\\]view[/\\]/u, priority: 2 },
  {
    name: "connection",
    test: /[/\\](?:src[/\\]host[/\\]host|plugins[/\\][^/\\]+[/\\]connect)\.ts$/u,
    priority: 1,
  },
  { name: "screen", test: /[/\\]src[/\\]ui[/\\]start\.tsx$/u, priority: 1 },
];

/** Programs that share what they have in common. */
function shared(input: Readonly<Record<string, string>>, dir: string): BuildOptions {
  const transform = { ...INPUT.transform, define: { ...INPUT.transform.define, fetch: "undefined" } };
  return {
    ...INPUT,
    input: { ...input },
    transform,
    resolve: {
      alias: {
        "string-width": join(root, "src/ui/parts/lazy-string-width.ts"),
        // Its build for browsers is the same source as ES modules: only what is used of it is loaded.
        yaml: fileURLToPath(new URL("browser/index.js", import.meta.resolve("yaml/package.json"))),
      },
    },
    output: { ...OUTPUT, dir, codeSplitting: { groups } },
  };
}

/** A program in one file, for a process or a thread of its own. */
function alone(name: string, file: string): BuildOptions {
  return { ...INPUT, input: { [name]: file }, output: { ...OUTPUT, dir: "dist", codeSplitting: false } };
}

/** What is shipped; and what the benchmark runs beside it. */
const BUILDS: Readonly<Record<string, readonly BuildOptions[]>> = {
  portico: [
    shared({ main: "src/main.ts", plugin: "src/plugin/published.ts" }, "dist"),
    alone("document-worker", "src/store/document-worker.ts"),
    alone("simulator", "fixtures/tyk-dashboard/main.ts"),
  ],
  bench: [
    shared(
      {
        app: "src/app.ts",
        "bare-list": "test/bench/bare-list.tsx",
        "document-worker": "src/store/document-worker.ts",
      },
      "dist/bench",
    ),
  ],
};

for (const name of argv.slice(2)) {
  const wanted = BUILDS[name];
  if (wanted === undefined)
    throw new Error(`There is no build "${name}", only ${Object.keys(BUILDS).join(", ")}.`);
  await build([...wanted]);
}
