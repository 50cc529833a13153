import type { AdapterView, TrialCase, TrialReport } from "../core/adapter-view.ts";
import { excerpt, plainText } from "../core/plain-text.ts";
import { csvPieces } from "./csv.ts";
import type { PluginIntent } from "./intent.ts";
import { printListing, type Listing } from "./output.ts";
import { printIssues, type Session } from "./session.ts";
import { tableLines, type Column } from "./table.ts";

/** Lists adapters, tries one or begins one. Resolves to the exit code: 1 when a promise is broken or one cannot be loaded. */
export async function runPlugin(intent: PluginIntent, session: Session): Promise<number> {
  switch (intent.action) {
    case "list":
      return runList(intent, session);
    case "test":
      return runTest(intent, session);
    case "new":
      return runNew(intent, session);
  }
}

const COLUMNS: readonly Column<AdapterView>[] = [
  {
    title: "ADAPTER",
    text: ({ adapter }) => adapter,
    role: ({ error }) => (error === undefined ? null : "error"),
    min: 14,
    priority: 0,
  },
  { title: "VERSION", text: ({ version }) => version ?? "not loaded", priority: 3 },
  { title: "PROVIDERS", text: ({ providers }) => providers.join(", "), min: 10, priority: 2 },
  { title: "CLAIMS", text: ({ claims }) => claims.join(", "), min: 12, priority: 4, optional: true },
  { title: "SOURCE", text: ({ source }) => source, min: 8, priority: 5 },
];

async function runList(
  { output }: Extract<PluginIntent, { action: "list" }>,
  session: Session,
): Promise<number> {
  const { io, write } = session;
  const adapters = await io.console.adapters.list();
  const { warnings } = io.console.state().config;
  // The list says itself what could not be loaded.
  const told = new Set(adapters.map(({ error }) => error));
  printIssues(
    io,
    warnings.filter(({ message }) => !told.has(message)),
  );
  const listing: Listing = {
    kind: "adapter",
    title: "Adapters",
    records: adapters,
    csv: ["adapter", "version", "source", "claims", "providers", "error"],
    lines: async (style) => [...tableLines(COLUMNS, adapters, style), ...adapters.flatMap(errorLines)],
  };
  await printListing(listing, output, { columns: io.columns, colour: io.colour, write });
  return adapters.some(({ error }) => error !== undefined) ? 1 : 0;
}

function errorLines({ source, error }: AdapterView): readonly string[] {
  return error === undefined ? [] : [`✖ ${plainText(source)}: ${plainText(error)}`];
}

async function runTest(
  { request, junit, output }: Extract<PluginIntent, { action: "test" }>,
  session: Session,
): Promise<number> {
  const { io, write } = session;
  const isTable = output === "table";
  const printed: Promise<void>[] = [];
  const onCase = (one: TrialCase): void => {
    if (isTable) printed.push(write(`${caseLines(one).join("\n")}\n`));
  };
  const report = await io.console.adapters.test(request, onCase, io.signal);
  await Promise.all(printed);
  const failed = report.cases.filter(({ outcome }) => outcome === "failed").length;
  if (isTable) await write(summary(report, request.write));
  else await writeReport({ ok: failed === 0, ...report }, output, session);
  if (junit !== null) {
    const [{ writeFile }, { junitText }] = await Promise.all([
      import("node:fs/promises"),
      import("./junit-text.ts"),
    ]);
    await writeFile(junit, junitText(report));
  }
  return failed === 0 ? 0 : 1;
}

const MARKS = { passed: "ok    ", failed: "FAILED", "not-claimed": "-     ", "not-tried": "?     " } as const;

function caseLines(one: TrialCase): readonly string[] {
  const first = `${MARKS[one.outcome]}  ${one.name}`;
  if (one.outcome === "passed") return [first];
  if (one.outcome !== "failed") return [`${first}: ${plainText(one.reason)}`];
  return [first, ...[`broken: ${one.rule}`, `call:   ${one.call}`, `answer: ${one.answer}`].map(indented)];
}

function indented(line: string): string {
  return `          ${excerpt(line, 500)}`;
}

function summary({ adapter, version, provider, cases }: TrialReport, isWriting: boolean): string {
  const count = (outcome: TrialCase["outcome"]): number =>
    cases.filter((one) => one.outcome === outcome).length;
  const counts = [
    `${count("passed")} passed`,
    `${count("failed")} failed`,
    `${count("not-claimed")} not claimed`,
    `${count("not-tried")} not tried`,
  ].join(", ");
  const wrote = isWriting ? "" : " Nothing was written there.";
  return `\n${plainText(adapter)} ${plainText(version)} at ${plainText(provider)}: ${counts}.${wrote}\n`;
}

async function writeReport(
  report: TrialReport & { readonly ok: boolean },
  output: PluginIntent["output"],
  { write }: Session,
): Promise<void> {
  if (output === "json") return write(`${JSON.stringify(report, null, 2)}\n`);
  if (output === "csv") {
    const columns = ["name", "outcome", "ms", "rule", "call", "answer", "reason"];
    return write([...csvPieces(columns, report.cases)].join(""));
  }
  const { yamlText } = await import("./yaml-text.ts");
  return write(yamlText({ kind: "trial", ...report }));
}

async function runNew(
  { plugin }: Extract<PluginIntent, { action: "new" }>,
  { io, write }: Session,
): Promise<number> {
  const files = await io.console.adapters.begin(plugin);
  for (const file of files) await write(`Wrote ${plainText(file)}\n`);
  const { name, lang } = plugin;
  const first = lang === "ts" ? `npm install --prefix ${name} && ` : "";
  const line = `${first}portico plugin test ./${name} --config ${name}/portico.yaml`;
  await write(`Try it with: ${line}\n`);
  return 0;
}
