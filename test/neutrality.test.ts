import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const SOURCE = join(import.meta.dirname, "..", "src");
/** Names of makers of gateways and of their products; a new adapter brings its own. */
const VENDORS = [
  "tyk",
  "kong",
  "apigee",
  "mulesoft",
  "anypoint",
  "gravitee",
  "wso2",
  "axway",
  "3scale",
  "krakend",
  "apisix",
  "traefik",
];
const NAMED = new RegExp(`(?<![a-z])(${VENDORS.join("|")})(?![a-z]{3})`, "iu");

/** Every file below the sources, and each line in which one names a vendor. */
async function findings(): Promise<{ readonly files: number; readonly lines: readonly string[] }> {
  const entries = await readdir(SOURCE, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const lines = await Promise.all(
    files.map(async (file) => {
      const text = `${file.slice(SOURCE.length)}\n${await readFile(file, "utf8")}`;
      return text
        .split("\n")
        .flatMap((line, index) => (NAMED.test(line) ? [`${file}:${index}: ${line.trim()}`] : []));
    }),
  );
  return { files: files.length, lines: lines.flat() };
}

test("nothing in src knows a vendor's name", async () => {
  const { files, lines } = await findings();
  expect(files).toBeGreaterThan(300);
  expect(lines).toEqual([]);
});

test.each(["the Tyk Dashboard", "const KONG_URL", "import x from 'apigee'"])("would find %j", (line) => {
  expect(NAMED.test(line)).toBe(true);
});
