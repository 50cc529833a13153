import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { consolePicture, PICTURE } from "./console-picture.ts";

it("the picture in the README is a frame of the program as it is; else run node test/tools/console-picture.ts", async () => {
  expect(await readFile(PICTURE, "utf8")).toBe(await consolePicture());
}, 60_000);
