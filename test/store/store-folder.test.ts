import { describe, expect, it } from "vitest";
import { defaultStoreFolder } from "../../src/store/store-folder.ts";

const CONFIG = "/srv/portico.yaml";

describe("the default folder", () => {
  it.each([
    ["linux", {}, "/home/ann", /^\/home\/ann\/\.local\/state\/portico\/[0-9a-f]{24}$/u],
    ["linux", { XDG_STATE_HOME: "/var/state" }, "/home/ann", /^\/var\/state\/portico\/[0-9a-f]{24}$/u],
    ["linux", { XDG_STATE_HOME: "relative" }, "/home/ann", /^\/home\/ann\/\.local\/state\/portico\//u],
    ["linux", { XDG_STATE_HOME: "" }, "/home/ann", /^\/home\/ann\/\.local\/state\/portico\//u],
    ["darwin", {}, "/Users/ann", /^\/Users\/ann\/Library\/Application Support\/portico\/[0-9a-f]{24}$/u],
    ["win32", { LOCALAPPDATA: "D:\\L" }, "C:\\Users\\ann", /^D:\\L\\portico\\[0-9a-f]{24}$/u],
    ["win32", {}, "C:\\Users\\ann", /^C:\\Users\\ann\\AppData\\Local\\portico\\[0-9a-f]{24}$/u],
  ])("on %s with %j and home %s matches %s", (...[platform, env, home, wanted]) => {
    expect(defaultStoreFolder({ configFile: CONFIG, env, home, platform })).toMatch(wanted);
  });

  it("differs from config to config and stays the same for one", () => {
    const place = { env: {}, home: "/home/ann", platform: "linux" };
    const folder = defaultStoreFolder({ ...place, configFile: CONFIG });
    expect(defaultStoreFolder({ ...place, configFile: CONFIG })).toBe(folder);
    expect(defaultStoreFolder({ ...place, configFile: "/srv/other.yaml" })).not.toBe(folder);
  });
});
