import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolder } from "../../src/store/make-folder.ts";
import { openStore, temporaryFolder } from "./temporary-store.ts";

describe("making a folder", () => {
  it("makes those above it, too, for this user alone; again it changes nothing", async () => {
    const folder = join(await temporaryFolder(), "a/b/c");
    await Promise.all([makeFolder(folder), makeFolder(folder)]);
    await makeFolder(folder);
    expect((await stat(join(folder, ".."))).mode & 0o777).toBe(0o700);
  });

  it("where a file stands is refused", async () => {
    const file = join(await temporaryFolder(), "file");
    await writeFile(file, "");
    await expect(makeFolder(file)).rejects.toMatchObject({ code: "EEXIST" });
    await expect(makeFolder(join(file, "a/b"))).rejects.toMatchObject({ code: "ENOTDIR" });
  });

  it.skipIf(process.platform !== "linux")(
    "where the system has no room for one ends with an error",
    async () => {
      const store = await openStore("/proc/nope/deeper");
      await expect(store.writeUi({ a: 1 })).rejects.toMatchObject({
        code: "STORE_FAILED",
        message: expect.stringContaining("/proc/nope"),
      });
    },
  );
});
