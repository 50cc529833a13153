import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isMapping, valueAt, type KeyPath } from "../../src/config/key-path.ts";
import {
  addedProvider,
  editedProvider,
  providerFileText,
  removedProvider,
  type TextEdit,
} from "../../src/config/provider-text.ts";
import { parseYaml, type YamlDocument } from "../../src/config/yaml-document.ts";
import type { YamlValue } from "../../src/config/yaml-value.ts";

const FOLDER = new URL("../../fixtures/configs/editing/", import.meta.url);
const FILES = readdirSync(FOLDER).toSorted();

/** The one file where a Provider is the model of another: what the two share cannot be changed for one of them. */
const SHARED = "first-is-the-model.yaml";

const VALUES: Readonly<Record<string, readonly YamlValue[]>> = {
  name: ["Renamed", "It's: #1", "42"],
  url: ["https://new.example.com:8443/path", "http://${HOST}:3000", null],
  secret: ["${NEW_KEY}", { env: "NEW_KEY" }, { file: "secrets/new one" }, null],
  organisationId: ["5e9d9544a1dcd60001d0ed20", "123456", "", null],
  insecureSkipVerify: [true, false, null],
  policyTags: [["portal"], ["eu", "portal"], ["portal", "eu", "a, b", "yes"], [], null],
  policyTagMatch: ["all", null],
  baselineUrl: ["https://gateway.example.com/", null],
  environment: ["production", "yes", null],
  description: ['it\'s: a # "note"', "two\nlines", "ünï 🌍", "- a", " blanks ", null],
  enabled: [false, true, null],
  options: [{ timeout: "30s", retries: 3 }, {}, null],
};

const NEW = { name: "New", url: "https://new.example.com", secret: "${NEW_KEY}", policyTags: ["a", "b: c"] };

function textOf(file: string): string {
  return new TextDecoder().decode(readFileSync(new URL(file, FOLDER)));
}

function read(text: string): YamlDocument {
  return parseYaml("portico.yaml", text);
}

function pathsOf({ value }: YamlDocument): readonly KeyPath[] {
  const root = isMapping(value) ? value : {};
  if (typeof root["name"] === "string") return [[]];
  const list = root["providers"];
  return Array.isArray(list) ? list.map((_, index) => ["providers", index]) : [];
}

/** A value with what stands for nothing left out, tags in their order, and each way to write a thing as one. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isMapping(value)) return value;
  const pairs = Object.entries(value).filter(([key, inner]) => inner !== null && !isEmptyList(key, inner));
  return Object.fromEntries(pairs.map(([key, inner]) => [key, plainKey(key, inner)]));
}

function isEmptyList(key: string, value: unknown): boolean {
  return key === "providers" && Array.isArray(value) && value.length === 0;
}

function plainKey(key: string, value: unknown): unknown {
  if (key === "policyTags") {
    const tags: unknown = typeof value === "string" ? value.split(",") : value;
    return Array.isArray(tags) ? tags.map(String).toSorted() : tags;
  }
  const name = isMapping(value) ? value["env"] : null;
  return key === "secret" && typeof name === "string" ? `\${${name}}` : plain(value);
}

function replacedAt(root: unknown, path: KeyPath, value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (Array.isArray(root))
    return root.map((item: unknown, at) => (at === first ? replacedAt(item, rest, value) : item));
  const mapping = isMapping(root) ? root : {};
  return { ...mapping, [first]: replacedAt(mapping[first], rest, value) };
}

type Region = { readonly start: number; readonly end: number };

/** The whole lines that a value (its key included) takes up. */
function linesOf({ text, placeOf }: YamlDocument, path: KeyPath): Region | null {
  const place = placeOf(path);
  if (place === null) return null;
  const from = place.key?.[0] ?? place.value[0];
  const last = from + text.slice(from, Math.max(place.value[1], place.key?.[1] ?? 0)).trimEnd().length;
  const newline = text.indexOf("\n", last);
  const start = text.lastIndexOf("\n", from - 1) + 1;
  return { start, end: newline === -1 ? text.length : newline + 1 };
}

function isOwn(document: YamlDocument, path: KeyPath, key: string): boolean {
  const provider = linesOf(document, path);
  const place = document.placeOf([...path, key])?.key;
  return provider !== null && place != null && place[0] >= provider.start && place[0] < provider.end;
}

function isFlow({ text, placeOf }: YamlDocument, path: KeyPath): boolean {
  return text[placeOf(path)?.value[0] ?? 0] === "{";
}

/** Everything outside the lines of the key stays byte for byte; where the key is new, no line is lost at all. */
function expectUntouched(before: YamlDocument, after: string, [path, key]: readonly [KeyPath, string]): void {
  const own = isOwn(before, path, key);
  const region = linesOf(before, own && !isFlow(before, path) ? [...path, key] : path) ?? {
    start: 0,
    end: 0,
  };
  expect(after.startsWith(before.text.slice(0, region.start).trimEnd())).toBe(true);
  expect(after.endsWith(before.text.slice(region.end))).toBe(true);
  if (own || isFlow(before, path)) return;
  const left = after.split("\n");
  for (const line of before.text.split("\n")) {
    const at = left.findIndex((one) => one.trimEnd() === line.trimEnd());
    expect(at, `the line ${JSON.stringify(line)} is still there`).not.toBe(-1);
    left.splice(0, at + 1);
  }
}

function expectEdit(
  before: YamlDocument,
  path: KeyPath,
  [key, value]: readonly [string, YamlValue],
): TextEdit {
  const edit = editedProvider(before, path, { [key]: value });
  if (!edit.ok) return edit;
  const wanted = replacedAt(before.value, [...path, key], value);
  expect(plain(read(edit.text).value)).toEqual(plain(wanted));
  expectUntouched(before, edit.text, [path, key]);
  expect(lineEndsOf(edit.text)).toEqual(lineEndsOf(before.text));
  return edit;
}

/** The kinds of line ends in a text, and whether the last line has one. */
function lineEndsOf(text: string): readonly unknown[] {
  return [new Set(text.match(/\r?\n/gu)), text === "" || text.endsWith("\n")];
}

const EDITS = Object.entries(VALUES).flatMap(([key, values]) => values.map((value) => [key, value] as const));

describe.each(FILES.filter((file) => pathsOf(read(textOf(file))).length > 0))("in %s", (file) => {
  const before = read(textOf(file));
  const paths = pathsOf(before);

  it("each key of each Provider can be set, changed and taken out by itself", () => {
    const refused = paths.flatMap((path) =>
      EDITS.flatMap((edit) => (expectEdit(before, path, edit).ok ? [] : [`${path.join(".")} ${edit[0]}`])),
    );
    expect(refused.filter((place) => file !== SHARED || !place.startsWith("providers.0 "))).toEqual([]);
  });

  it("an edit that says what is there already changes nothing", () => {
    for (const path of paths) {
      const entries = Object.entries(mappingAt(before.value, path));
      const same = entries.flatMap(([key, value]) =>
        typeof value === "string" ? [[key, value] as const] : [],
      );
      expect(editedProvider(before, path, Object.fromEntries(same))).toEqual({ ok: true, text: before.text });
    }
  });
});

describe.each(FILES.filter((file) => pathsOf(read(textOf(file)))[0]?.length !== 0))(
  "in the list of %s",
  (file) => {
    const before = read(textOf(file));
    const paths = pathsOf(before);
    const listed = listOf(before.value);

    it("a Provider is added with no line lost, and taken out again", () => {
      const added = addedProvider(before, NEW);
      if (!added.ok) throw new Error(added.message);
      const after = read(added.text);
      const wanted = { ...mappingAt(before.value, []), providers: [...listed, NEW] };
      expect(plain(after.value)).toEqual(plain(wanted));
      expect(lineEndsOf(added.text)).toEqual(lineEndsOf(before.text));
      const removed = removedProvider(after, listed.length);
      if (!removed.ok) throw new Error(removed.message);
      expect(plain(read(removed.text).value)).toEqual(plain(before.value ?? {}));
      // An empty list that was written as one is one that is left out now.
      expect(removed.text.trimEnd()).toBe(
        before.text
          .replace(/providers: (?:\[\]|~)/u, "providers:")
          .trimEnd()
          .replace(/^(# Nothing here yet\.|theme: dark # for the eyes)$/mu, "$1\nproviders:"),
      );
    });

    it("a Provider is taken out with its lines alone", () => {
      const refused: number[] = [];
      for (const [index, path] of paths.entries()) {
        const removed = removedProvider(before, index);
        if (!removed.ok) {
          refused.push(index);
          continue;
        }
        const left = listed.filter((_, at) => at !== index);
        expect(plain(read(removed.text).value)).toEqual(plain(replacedAt(before.value, ["providers"], left)));
        const region = linesOf(before, path) ?? { start: 0, end: 0 };
        // The dash may be on the line above.
        const head = before.text.slice(0, region.start).trimEnd();
        expect(removed.text.startsWith(head.replace(/-(?:[ ]#.*)?$/u, "").trimEnd())).toBe(true);
      }
      expect(refused).toEqual(file === SHARED ? [0] : []);
    });
  },
);

function mappingAt(value: unknown, path: KeyPath): Readonly<Record<string, unknown>> {
  const found = path.length === 0 ? value : valueAt(value, path);
  return isMapping(found) ? found : {};
}

function listOf(value: unknown): readonly unknown[] {
  const list: unknown = mappingAt(value, [])["providers"];
  return Array.isArray(list) ? list : [];
}

describe("an edit", () => {
  const TEXTS = FILES.map(textOf).filter((text) => pathsOf(read(text)).length > 0);
  const words = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string(),
    fc.constantFrom("yes", "1e3", "~", "a: b", "#", "${X}"),
  );
  const change = fc.oneof(
    fc.tuple(fc.constantFrom("description", "environment", "url", "organisationId", "name"), words),
    fc.tuple(fc.constantFrom("description", "environment", "baselineUrl", "enabled"), fc.constant(null)),
    fc.tuple(fc.constant("policyTags"), fc.uniqueArray(words, { maxLength: 5 })),
    fc.tuple(fc.constantFrom("enabled", "insecureSkipVerify"), fc.boolean()),
    fc.tuple(fc.constant("secret"), fc.record({ file: words })),
  );

  it("changes only the lines it must, and comes to the data that were meant, however many come before it", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TEXTS),
        fc.array(fc.tuple(fc.nat(), change), { minLength: 1, maxLength: 4 }),
        (text, changes) => {
          let now = read(text);
          expect(now.isWhole).toBe(true);
          for (const [seed, [key, value]] of changes) {
            const paths = pathsOf(now);
            const edit = expectEdit(now, paths[seed % paths.length] ?? [], [key, value]);
            if (edit.ok) now = read(edit.text);
          }
        },
      ),
      { numRuns: 200 },
    );
  }, 60_000);

  it("of what another Provider is made of is refused, with that Provider's name and what to do", () => {
    const model = read(textOf(SHARED));
    expect(editedProvider(model, ["providers", 0], { environment: "test" })).toMatchObject({
      ok: false,
      message: expect.stringContaining('"US" would change, too: they share it through an anchor'),
      hint: "Edit the YAML by hand.",
    });
    expect(removedProvider(model, 0)).toMatchObject({
      ok: false,
      message: expect.stringContaining("something else in the file refers to it"),
    });
  });

  it("of what comes from an anchor gives this Provider a value of its own", () => {
    const anchors = read(textOf("anchors.yaml"));
    const edit = editedProvider(anchors, ["providers", 1], { policyTags: ["us"], secret: "${US_KEY}" });
    expect(edit.ok && edit.text).toBe(
      anchors.text.replace(
        "example.com\n    secret: *key\n    environment",
        "example.com\n    secret: ${US_KEY}\n    policyTags: [us]\n    environment",
      ),
    );
    const bare = editedProvider(anchors, ["providers", 0], { environment: null });
    expect(bare.ok && bare.text).toContain("secret: *key\n    environment: null\n  - name: US");
  });

  it("of a Provider that is an alias itself is refused", () => {
    const text = "x: &p { name: A, url: https://a.example.com }\nproviders:\n  - *p\n";
    expect(editedProvider(read(text), ["providers", 0], { url: "https://b.example.com" })).toMatchObject({
      ok: false,
      message: expect.stringContaining("it comes from an alias"),
    });
  });
});

describe("what is written", () => {
  it("keeps to JSON in a file that is JSON", () => {
    const json = read(textOf("json.yaml"));
    const edit = editedProvider(json, ["providers", 0], {
      environment: "test",
      policyTags: ["portal", "eu"],
    });
    const added = edit.ok ? addedProvider(read(edit.text), NEW) : edit;
    expect(added.ok && JSON.parse(added.text)).toMatchObject({
      providers: [{ environment: "test", policyTags: ["portal", "eu"] }, NEW],
    });
  });

  it("is a file of its own for a Provider that gets one", () => {
    const text = providerFileText(NEW, "\r\n");
    expect(text).toBe(
      'name: New\r\nurl: https://new.example.com\r\nsecret: ${NEW_KEY}\r\npolicyTags: [a, "b: c"]\r\n',
    );
    expect(read(text).value).toEqual(NEW);
  });

  it("is indented and spaced as the Providers before it", () => {
    const added = addedProvider(read(textOf("windows-line-ends.yaml")), { name: "New", enabled: false });
    expect(
      added.ok && added.text.endsWith("enabled: false\r\n\r\n  - name: New\r\n    enabled: false\r\n"),
    ).toBe(true);
    const wide = addedProvider(read(textOf("tabs-in-comments.yaml")), { name: "New", enabled: false });
    expect(wide.ok && wide.text.endsWith("  -   name: New\n      enabled: false\n")).toBe(true);
  });

  it("stands behind the comments of the Provider before it", () => {
    const added = addedProvider(read(textOf("comments-everywhere.yaml")), { name: "New" });
    expect(added.ok && added.text).toContain(
      "    # trailing note of the load test\n\n  - name: New\n\n# the end",
    );
  });
});
