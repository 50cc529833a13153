import { chmod, lstat, readdir, readFile, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readConfigText, writeConfigText, writeSecretFile } from "../../src/config/config-text.ts";
import { isAppError } from "../../src/core/errors.ts";
import { caught } from "../helpers/caught.ts";
import { configFolder } from "./config-files.ts";

const TEXT = "providers: []\n";

async function fileWith(text: string): Promise<{ file: string; folder: string; digest: string }> {
  const folder = await configFolder({ "portico.yaml": text });
  const file = join(folder, "portico.yaml");
  const read = await readConfigText(file);
  if (read === null) throw new Error("it is there");
  return { file, folder, digest: read.digest };
}

describe("a config file", () => {
  it("is replaced as a whole, keeping its mode, with nothing left beside it", async () => {
    const { file, folder, digest } = await fileWith(TEXT);
    await chmod(file, 0o640);
    await writeConfigText(file, { text: "theme: dark\n", digest });
    expect(await readFile(file, "utf8")).toBe("theme: dark\n");
    expect((await stat(file)).mode & 0o7777).toBe(0o640);
    expect(await readdir(folder)).toEqual(["portico.yaml"]);
  });

  it("is replaced where its symbolic link leads to", async () => {
    const { file, folder } = await fileWith(TEXT);
    const link = join(folder, "link.yaml");
    await symlink(file, link);
    const read = await readConfigText(link);
    await writeConfigText(link, { text: "theme: dark\n", digest: read?.digest ?? null });
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(file, "utf8")).toBe("theme: dark\n");
  });

  it("that was changed since it was read is left as it is, and so is one that is gone", async () => {
    const { file, digest } = await fileWith(TEXT);
    await writeFile(file, "theme: light\n");
    const error = await caught(writeConfigText(file, { text: "theme: dark\n", digest }));
    expect(error).toMatchObject({
      code: "CONFIG_CHANGED",
      message: `${file} has been changed since it was read; it was not overwritten.`,
      hint: expect.stringContaining("do this again"),
    });
    expect(await readFile(file, "utf8")).toBe("theme: light\n");
    const gone = await caught(writeConfigText(`${file}.gone`, { text: "x", digest }));
    expect(gone).toMatchObject({ code: "CONFIG_CHANGED", message: expect.stringContaining("is gone") });
  });

  it("that appeared meanwhile is not taken for a new one", async () => {
    const { file } = await fileWith(TEXT);
    const error = await caught(writeConfigText(file, { text: "theme: dark\n", digest: null }));
    expect(error).toMatchObject({ code: "CONFIG_CHANGED" });
    expect(await readFile(file, "utf8")).toBe(TEXT);
  });

  it("takes the change of one of several who begin at once, and tells the others", async () => {
    const { file, folder, digest } = await fileWith(TEXT);
    const texts = Array.from({ length: 20 }, (_, at) => `# ${at}\n`);
    const outcomes = await Promise.allSettled(texts.map((text) => writeConfigText(file, { text, digest })));
    const made = texts.filter((_, at) => outcomes[at]?.status === "fulfilled");
    expect(made).toEqual([await readFile(file, "utf8")]);
    const refused = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(refused.filter((error) => !isAppError(error) || error.code !== "CONFIG_CHANGED")).toEqual([]);
    expect(await readdir(folder)).toEqual(["portico.yaml"]);
  });

  it("is not changed while another Portico changes it", async () => {
    const { file, folder, digest } = await fileWith(TEXT);
    const claim = join(folder, ".portico.yaml.portico.tmp");
    await writeFile(claim, "half");
    expect(await caught(writeConfigText(file, { text: "theme: dark\n", digest }))).toMatchObject({
      code: "CONFIG_CHANGED",
      message: `${file} is being changed by another Portico; it was not overwritten.`,
    });
    expect([await readFile(file, "utf8"), await readFile(claim, "utf8")]).toEqual([TEXT, "half"]);
  });

  it.each([
    ["long ago", -60_000],
    ["in the future", 60_000],
  ])("is changed where another Portico left its claim %s", async (_, shift) => {
    const { file, folder, digest } = await fileWith(TEXT);
    const claim = join(folder, ".portico.yaml.portico.tmp");
    await writeFile(claim, "half");
    const at = new Date(Date.now() + shift);
    await utimes(claim, at, at);
    await writeConfigText(file, { text: "theme: dark\n", digest });
    expect([await readFile(file, "utf8"), await readdir(folder)]).toEqual([
      "theme: dark\n",
      ["portico.yaml"],
    ]);
  });

  it("is made with its folder, for its owner alone, and taken away", async () => {
    const folder = await configFolder({});
    const file = join(folder, "providers.d", "new.yaml");
    expect(await readConfigText(file)).toBeNull();
    await writeConfigText(file, { text: TEXT, digest: null });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const read = await readConfigText(file);
    await writeConfigText(file, { text: null, digest: read?.digest ?? null });
    expect(await readdir(join(folder, "providers.d"))).toEqual([]);
  });

  it("that cannot be written is named with the reason, and nothing is left beside it", async () => {
    const folder = await configFolder({ "a-file": "" });
    const file = join(folder, "a-file", "portico.yaml");
    const error = await caught(
      writeConfigText(file, { text: TEXT, digest: null }).catch((one) => Promise.reject(one)),
    );
    expect(error).toMatchObject({ code: expect.stringMatching(/^CONFIG_UN(?:WRITABLE|READABLE)$/u) });
    expect(await readdir(folder)).toEqual(["a-file"]);
  });

  it("keeps its byte order mark apart from its text", async () => {
    const { file } = await fileWith(`\uFEFF${TEXT}`);
    expect(await readConfigText(file)).toMatchObject({ text: TEXT, mark: "\uFEFF" });
  });
});

describe("the file of a secret", () => {
  it("is for its owner alone, and never takes the place of another one", async () => {
    const folder = await configFolder({});
    const file = join(folder, "eu");
    await writeSecretFile(file, "s3cret");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, "utf8")).toBe("s3cret\n");
    await expect(writeSecretFile(file, "other")).rejects.toThrow("EEXIST");
    expect(await readFile(file, "utf8")).toBe("s3cret\n");
  });
});
