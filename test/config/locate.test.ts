import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { locateConfig } from "../../src/config/locate.ts";
import { configFolder } from "./config-files.ts";

const search = (cwd: string) => locateConfig({ cwd, flag: null, env: {} });

describe("locating the config", () => {
  it.each(["portico.yaml", "portico.yml", ".porticorc", ".porticorc.yaml", "config/portico.yaml"])(
    "finds %s from folders below, whatever is in it",
    async (name) => {
      for (const content of ["providers: []\n", "", "not: [valid"]) {
        const folder = await configFolder({ [name]: content });
        await mkdir(join(folder, "a/b"), { recursive: true });
        expect(await search(join(folder, "a/b"))).toBe(join(folder, name));
      }
    },
  );

  it("takes the nearest, and portico.yaml before the others", async () => {
    const folder = await configFolder({
      "portico.yaml": "",
      "a/.porticorc": "",
      "a/portico.yml": "",
      "a/config/portico.yaml": "",
      "a/b/readme": "",
    });
    expect(await search(join(folder, "a/b"))).toBe(join(folder, "a/portico.yml"));
    expect(await search(folder)).toBe(join(folder, "portico.yaml"));
  });

  it("takes the flag before the variable, and both before the search; relative to the folder", async () => {
    const folder = await configFolder({ "portico.yaml": "", "one.yaml": "", "sub/two.yaml": "" });
    const env = { PORTICO_CONFIG: "sub/two.yaml" };
    expect(await locateConfig({ cwd: folder, flag: "one.yaml", env })).toBe(join(folder, "one.yaml"));
    expect(await locateConfig({ cwd: folder, flag: null, env })).toBe(join(folder, "sub/two.yaml"));
    expect(await locateConfig({ cwd: folder, flag: null, env: { PORTICO_CONFIG: "" } })).toBe(
      join(folder, "portico.yaml"),
    );
  });

  it("rejects when a named file is not there, and says who named it", async () => {
    const folder = await configFolder({ "portico.yaml": "" });
    await expect(locateConfig({ cwd: folder, flag: "no.yaml", env: {} })).rejects.toMatchObject({
      code: "CONFIG_NOT_FOUND",
      message: `there is no ${join(folder, "no.yaml")}, which --config names.`,
    });
    await expect(
      locateConfig({ cwd: folder, flag: null, env: { PORTICO_CONFIG: "/no.yaml" } }),
    ).rejects.toMatchObject({
      code: "CONFIG_NOT_FOUND",
      message: expect.stringContaining("PORTICO_CONFIG names"),
    });
  });

  it("finds nothing where there is nothing", async () => {
    expect(
      await search(await configFolder({ "portico.js": "throw 1", "package.json": '{"portico":{}}' })),
    ).toBeNull();
  });

  it.each(["js", "cjs", "mjs", "ts"])(
    "runs no code of the folder it is started in: .config/config.%s",
    async (ending) => {
      const folder = await configFolder({
        [`.config/config.${ending}`]: 'console.log("executed");',
        "package.json.txt": "",
        "portico.yaml": "",
      });
      const module = join(import.meta.dirname, "../../src/config/locate.ts");
      const code = `const { locateConfig } = await import(${JSON.stringify(module)});
      await locateConfig({ cwd: ${JSON.stringify(folder)}, flag: null, env: {} }).then(console.log, (error) => console.log(error.code, error.hint));`;
      const { stdout } = await execa(process.execPath, ["--input-type=module", "-e", code], { cwd: folder });
      expect(stdout).toBe("CONFIG_NOT_FOUND Name the config with --config.");
    },
  );
});
