import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { KEYS, rowsWith, type Workplace } from "./console-session.ts";
import { pressUntil } from "./press-until.ts";
import type { TerminalSession } from "./terminal.ts";

/** What was put on the clipboard last. */
export function copied(session: TerminalSession): string {
  const found = [...session.output().matchAll(/\u001B\]52;c;([\w+/=]*)\u0007/gu)].at(-1)?.[1] ?? "";
  return Buffer.from(found, "base64").toString("utf8");
}

/** Presses the button of that label in the dialog that asks, and waits until that has done its work. */
export async function confirm(session: TerminalSession, label: string): Promise<void> {
  await session.sees(`▸ Cancel     ${label}`);
  session.press(KEYS.right);
  await session.sees(`▸ ${label}`);
  await pressUntil(session, KEYS.enter, () => rowsWith(session, `▸ ${label}`).length === 0);
  // Lists and activity know of it before the dialog does, which takes keys until then.
  await session.loses(/leaves it going on in the background|its secret comes with the answer/u);
}

/** Copies the secret that is shown, and leaves its dialog open. */
export async function copiedSecret(session: TerminalSession): Promise<string> {
  await session.sees("It is shown this once");
  expect(rowsWith(session, "••••••••").length).toBe(1);
  session.press("y");
  await session.sees("copied the secret");
  return copied(session);
}

/** Copies the secret that is shown, and closes its dialog. */
export async function taken(session: TerminalSession): Promise<string> {
  const secret = await copiedSecret(session);
  session.press(KEYS.esc);
  await session.loses("It is shown this once");
  return secret;
}

/** The files under the workplace that hold one of the texts, be it in base64. */
export async function holding(place: Workplace, texts: readonly string[]): Promise<readonly string[]> {
  const forms = texts.flatMap((text) => [
    text,
    Buffer.from(text)
      .toString("base64")
      .replace(/.{0,2}=*$/u, ""),
  ]);
  const entries = await readdir(place.folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const held: string[] = [];
  for (const file of files) {
    const text = await readFile(file, "utf8");
    if (forms.some((one) => text.includes(one))) held.push(file);
  }
  return held;
}
