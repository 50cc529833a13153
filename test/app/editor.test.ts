import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { editorCommand, openEditor } from "../../src/app/editor.ts";

const PLACE = { file: "/etc/portico.yaml", line: 14 };

describe("the editor", () => {
  it.each([
    ["vim", ["vim", "+14", "/etc/portico.yaml"]],
    ["/usr/bin/nano -w", ["/usr/bin/nano", "-w", "+14", "/etc/portico.yaml"]],
    ["code --wait", ["code", "--wait", "--goto", "/etc/portico.yaml:14"]],
    ["hx", ["hx", "/etc/portico.yaml:14"]],
    ['"/opt/my editor/edit" -x', ["/opt/my editor/edit", "-x", "/etc/portico.yaml"]],
    ["ed", ["ed", "/etc/portico.yaml"]],
  ])("is told the line the way %s wants it", (EDITOR, expected) => {
    expect(editorCommand(PLACE, { EDITOR })).toEqual(expected);
  });

  it("is $VISUAL before $EDITOR, and vi without either", () => {
    expect(editorCommand(PLACE, { VISUAL: "emacs", EDITOR: "vim" })[0]).toBe("emacs");
    expect(editorCommand(PLACE, { VISUAL: "", EDITOR: "vim" })[0]).toBe("vim");
    expect(editorCommand(PLACE, {})).toEqual(["vi", "+14", "/etc/portico.yaml"]);
  });

  describe("run for real", () => {
    let folder: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "portico-editor-"));
    });

    afterEach(() => rm(folder, { recursive: true, force: true }));

    async function script(name: string, text: string): Promise<string> {
      const file = join(folder, name);
      await writeFile(file, `#!/bin/sh\n${text}\n`);
      await chmod(file, 0o755);
      return file;
    }

    it("gets the file to edit and is waited for", async () => {
      const file = join(folder, "portico.yaml");
      const editor = await script("myedit", 'printf edited > "$1"');
      await openEditor({ file, line: 3 }, { EDITOR: editor, PATH: process.env["PATH"] });
      expect(await readFile(file, "utf8")).toBe("edited");
    });

    it("says which editor failed, and how", async () => {
      const editor = await script("broken", "exit 7");
      await expect(openEditor(PLACE, { EDITOR: editor })).rejects.toMatchObject({
        code: "EDITOR_FAILED",
        message: expect.stringContaining("exit code 7"),
      });
    });

    it("says that an editor is not there", async () => {
      await expect(openEditor(PLACE, { EDITOR: join(folder, "none") })).rejects.toMatchObject({
        code: "EDITOR_FAILED",
        hint: expect.stringContaining("EDITOR="),
      });
    });
  });
});
