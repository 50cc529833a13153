import { EventEmitter, once } from "node:events";
import { mkdir, rename, rm, symlink, unlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { watchConfig, type ConfigWatcher, type WatchedFiles } from "../../src/config/watch.ts";
import { configFolder } from "./config-files.ts";

type Watching = {
  readonly watcher: ConfigWatcher;
  readonly calls: () => number;
  readonly next: () => Promise<void>;
};

/** A watcher whose changes can be awaited: `next` resolves at the first change that has not been awaited yet. */
async function watching(files: WatchedFiles): Promise<Watching> {
  const changes = new EventEmitter();
  const count = { told: 0, awaited: 0 };
  const watcher = await watchConfig(files, () => {
    count.told += 1;
    changes.emit("change");
  });
  onTestFinished(() => watcher.close());
  return {
    watcher,
    calls: () => count.told,
    async next() {
      if (count.told === count.awaited) await once(changes, "change");
      count.awaited = count.told;
    },
  };
}

async function started(content: Readonly<Record<string, string>>, include: readonly string[] = []) {
  const folder = await configFolder(content);
  const file = join(folder, "portico.yaml");
  return { folder, file, ...(await watching({ file, include, folder })) };
}

describe("watching the config", { timeout: 20_000 }, () => {
  it("tells of a save, once for each", async () => {
    const { file, next, calls } = await started({ "portico.yaml": "a: 1\n" });
    for (let save = 1; save <= 5; save += 1) {
      await writeFile(file, `a: ${save}0\n`);
      await next();
      expect(calls()).toBe(save);
    }
  });

  it("tells of saves by renaming, again and again", async () => {
    const { folder, file, next, calls } = await started({ "portico.yaml": "a: 1\n" });
    for (let save = 1; save <= 5; save += 1) {
      await writeFile(join(folder, "portico.yaml.tmp"), `a: ${save}0\n`);
      await rename(join(folder, "portico.yaml.tmp"), file);
      await next();
      expect(calls()).toBe(save);
    }
  });

  it("tells of nothing when a file is touched, saved unchanged, or another one is written", async () => {
    const { folder, file, next, calls } = await started({ "portico.yaml": "a: 1\n" });
    await utimes(file, new Date(), new Date());
    await writeFile(join(folder, "other"), "x");
    await rename(join(folder, "other"), join(folder, "another"));
    await writeFile(join(folder, "same"), "a: 1\n");
    await rename(join(folder, "same"), file);
    await writeFile(file, "a: 2\n");
    await next();
    expect(calls()).toBe(1);
  });

  it("tells of deletion, and of coming back", async () => {
    const { file, next, calls } = await started({ "portico.yaml": "a: 1\n" });
    await unlink(file);
    await next();
    await writeFile(file, "a: 1\n");
    await next();
    expect(calls()).toBe(2);
  });

  it("does not tell of a file that is away only while it is being written", async () => {
    const { folder, file, next, calls } = await started({ "portico.yaml": "a: 1\n" });
    await rename(file, join(folder, "portico.yaml~"));
    await writeFile(file, "a: 2\n");
    await next();
    expect(calls()).toBe(1);
  });

  it("tells when the whole folder goes, and comes back", async () => {
    const { folder, file, next, calls } = await started({ "portico.yaml": "a: 1\n" });
    await rm(folder, { recursive: true });
    await next();
    await mkdir(folder);
    await writeFile(file, "a: 3\n");
    await next();
    await writeFile(file, "a: 4\n");
    await next();
    expect(calls()).toBe(3);
  });

  it("waits for a file, and a folder, that is not there yet", async () => {
    const folder = await configFolder({});
    const { next, calls } = await watching({
      file: join(folder, "a/b/portico.yaml"),
      include: [],
      folder: join(folder, "a/b"),
    });
    await mkdir(join(folder, "a/b"), { recursive: true });
    await writeFile(join(folder, "a/b/portico.yaml"), "a: 1\n");
    await next();
    expect(calls()).toBe(1);
  });

  it("tells when a link to the file is swapped, and of changes behind it", async () => {
    const folder = await configFolder({ "one/real.yaml": "a: 1\n", "two/real.yaml": "a: 2\n" });
    const file = join(folder, "portico.yaml");
    await symlink("one/real.yaml", file);
    const { next, calls } = await watching({ file, include: [], folder });
    await symlink("two/real.yaml", join(folder, "new"));
    await rename(join(folder, "new"), file);
    await next();
    await writeFile(join(folder, "two/real.yaml"), "a: 3\n");
    await next();
    await writeFile(join(folder, "one/real.yaml"), "a: 4\n");
    await writeFile(join(folder, "two/real.yaml"), "a: 5\n");
    await next();
    expect(calls()).toBe(3);
  });

  it("tells when a folder on the way is swapped, as mounted ConfigMaps do it, several times", async () => {
    const folder = await configFolder({ "..v0/portico.yaml": "a: 0\n", "..v0/d/one.yaml": "name: A\n" });
    await symlink("..v0", join(folder, "..data"));
    await symlink("..data/portico.yaml", join(folder, "portico.yaml"));
    await symlink("..data/d", join(folder, "d"));
    const { next, calls } = await watching({
      file: join(folder, "portico.yaml"),
      include: ["d/*.yaml"],
      folder,
    });
    for (let version = 1; version <= 4; version += 1) {
      const content = `..v${version}`;
      await mkdir(join(folder, content, "d"), { recursive: true });
      await writeFile(join(folder, content, "portico.yaml"), `a: ${version}\n`);
      await writeFile(join(folder, content, "d", "one.yaml"), `name: A\n`);
      await symlink(content, join(folder, "..data_tmp"));
      await rename(join(folder, "..data_tmp"), join(folder, "..data"));
      await rm(join(folder, `..v${version - 1}`), { recursive: true });
      await next();
      expect(calls()).toBe(version);
    }
  });

  it("tells of included files that appear, change and vanish, also in folders that appear", async () => {
    const { folder, next, calls } = await started({ "portico.yaml": "" }, ["d/*.yaml", "e/*/p.yaml"]);
    await mkdir(join(folder, "d"));
    await writeFile(join(folder, "d/a.yaml"), "name: A\n");
    await next();
    await writeFile(join(folder, "d/b.yaml"), "name: B\n");
    await next();
    await writeFile(join(folder, "d/a.yaml"), "name: C\n");
    await next();
    await unlink(join(folder, "d/b.yaml"));
    await next();
    await mkdir(join(folder, "e/x"), { recursive: true });
    await writeFile(join(folder, "e/x/p.yaml"), "name: X\n");
    await next();
    await mkdir(join(folder, "e/y"));
    await writeFile(join(folder, "e/y/p.yaml"), "name: Y\n");
    await next();
    expect(calls()).toBe(6);
  });

  it("watches other files after an update, and tells of changes that it had not told of", async () => {
    const { folder, file, watcher, next, calls } = await started({
      "portico.yaml": "a: 1\n",
      "extra.yaml": "",
    });
    await watcher.update({ file, include: ["extra.yaml"], folder });
    expect(calls()).toBe(0);
    await writeFile(join(folder, "extra.yaml"), "name: A\n");
    await next();
    await writeFile(file, "a: 2\n");
    await watcher.update({ file, include: [], folder });
    await next();
    expect(calls()).toBe(2);
  });

  it("tells of nothing once it is closed", async () => {
    const { file, watcher, calls } = await started({ "portico.yaml": "a: 1\n" });
    await writeFile(file, "a: 2\n");
    await watcher.close();
    const other = await watching({ file, include: [], folder: join(file, "..") });
    await writeFile(file, "a: 3\n");
    await other.next();
    expect(calls()).toBe(0);
  });
});
