import type { TerminalSession } from "./terminal.ts";

/** A key that is ignored for a moment is pressed again until it counts; each press is answered by a frame or the next. */
export async function pressUntil(session: TerminalSession, key: string, holds: () => boolean): Promise<void> {
  const patience = AbortSignal.timeout(10_000);
  while (!holds()) {
    patience.throwIfAborted();
    session.press(key);
    await session.sees(holds, 100).catch(() => undefined);
  }
}
