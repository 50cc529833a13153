import { AppError } from "../core/errors.ts";

export type EditorPlace = { readonly file: string; readonly line: number };

/** How editors are told a line, by the name of their program; others get the file only. */
const LINE_ARGUMENTS: readonly { readonly programs: readonly string[]; readonly arguments: LineArguments }[] =
  [
    {
      programs: [
        "vi",
        "vim",
        "nvim",
        "gvim",
        "view",
        "nano",
        "pico",
        "emacs",
        "emacsclient",
        "micro",
        "kak",
        "joe",
        "mg",
        "ne",
      ],
      arguments: ({ file, line }) => [`+${line}`, file],
    },
    {
      programs: ["code", "code-insiders", "codium", "cursor", "windsurf"],
      arguments: ({ file, line }) => ["--goto", `${file}:${line}`],
    },
    { programs: ["hx", "helix", "subl", "zed"], arguments: ({ file, line }) => [`${file}:${line}`] },
  ];

type LineArguments = (place: EditorPlace) => readonly string[];

/** The program and arguments that open a place in the operator's editor: `$VISUAL`, else `$EDITOR`, else vi. */
export function editorCommand(
  place: EditorPlace,
  env: Readonly<Record<string, string | undefined>>,
): readonly [string, ...string[]] {
  const [program = "vi", ...given] = words(env["VISUAL"] ?? "", env["EDITOR"] ?? "");
  const name = program.replace(/^.*[/\\]/u, "").replace(/\.(exe|cmd|bat)$/iu, "");
  const known = LINE_ARGUMENTS.find((row) => row.programs.includes(name));
  return [program, ...given, ...(known?.arguments(place) ?? [place.file])];
}

/** Runs the editor on this terminal and waits for it. Rejects with EDITOR_FAILED. */
export async function openEditor(
  place: EditorPlace,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const [program, ...given] = editorCommand(place, env);
  const { execa } = await import("execa");
  const result = await execa(program, given, { stdio: "inherit", reject: false, env, extendEnv: false });
  if (!result.failed) return;
  const why =
    result.exitCode === undefined ? result.originalMessage : `it ended with exit code ${result.exitCode}`;
  throw new AppError("EDITOR_FAILED", `The editor "${program}" could not be used on ${place.file}: ${why}`, {
    hint: "Set EDITOR to the program you want, for example EDITOR=nano.",
    cause: result,
  });
}

/** The first non-blank setting, split into words; quotes keep spaces together. */
function words(...settings: readonly string[]): readonly string[] {
  const setting = settings.find((value) => value.trim() !== "") ?? "";
  const matches = setting.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/gu);
  return [...matches].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}
