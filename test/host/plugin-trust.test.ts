import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadPlugin } from "../../src/host/load-plugin.ts";
import { checkTrust } from "../../src/host/plugin-trust.ts";
import { caught } from "../helpers/caught.ts";
import { execSurroundings } from "../helpers/exec-surroundings.ts";

const NOBODY = 65_534;
let folder = "";
let file = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "portico-trust-"));
  await mkdir(join(folder, "mine"), { mode: 0o755 });
  file = join(folder, "mine", "plugin.js");
  await writeFile(file, "throw new Error('it ran');", { mode: 0o644 });
});
afterEach(() => rm(folder, { recursive: true }));

describe("code is run only when nobody else can change it", () => {
  test("a file and a folder of this user's are trusted, below a sticky folder, too", async () => {
    expect(await checkTrust(file)).toEqual([]);
  });

  test.each([
    ["the file", () => file, 0o646],
    ["its folder", () => join(folder, "mine"), 0o757],
    ["its folder, though sticky", () => join(folder, "mine"), 0o1777],
    ["a folder above", () => folder, 0o777],
  ])("%s that is writable for everybody is refused", async (_, place, mode) => {
    await chmod(place(), mode);
    const error = await caught(checkTrust(file));
    expect(error.code).toBe("PLUGIN_UNTRUSTED");
    expect(error.message).toContain(
      `${place()} is writable for everybody (mode ${mode.toString(8).padStart(4, "0")})`,
    );
    await chmod(place(), 0o755);
  });

  test("what the group may write is told", async () => {
    await chmod(file, 0o664);
    expect(await checkTrust(file)).toEqual([`${file} is writable for its group (mode 0664)`]);
  });

  test.runIf(userInfo().uid === 0)("a file of another user is refused", async () => {
    await chown(file, NOBODY, NOBODY);
    expect((await caught(checkTrust(file))).message).toContain(`belongs to user ${NOBODY}`);
  });

  test("the code that a manifest has run is looked at like the manifest", async () => {
    const mine = join(folder, "mine");
    const claims = "claims: { can: [], units: { rate: [second], quota: [], keyLifetime: [] } }";
    const manifest = `adapter: mine\napiVersion: 1\nversion: 1.0.0\ntitle: Mine\nrequires: []\ncommand: [node, plugin.js]\n${claims}\n`;
    await writeFile(join(mine, "portico-plugin.yaml"), manifest, { mode: 0o644 });
    const load = () => loadPlugin("./mine", folder, { exec: execSurroundings() });
    await chmod(file, 0o664);
    expect(await load()).toMatchObject({
      ok: true,
      warnings: [`${file} is writable for its group (mode 0664)`],
    });
    await chmod(file, 0o666);
    expect(await load()).toMatchObject({ ok: false, stage: "trust", adapter: "mine" });
  });

  test("an untrusted plugin is not evaluated", async () => {
    await chmod(file, 0o666);
    const result = await loadPlugin(file, folder, { exec: execSurroundings() });
    expect(result).toMatchObject({ ok: false, stage: "trust", error: { code: "PLUGIN_UNTRUSTED" } });
  });
});
