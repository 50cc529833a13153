import { render } from "ink";
import type { Console } from "../console.ts";
import { ASCII_GLYPHS, UNICODE_GLYPHS } from "../view/glyphs.ts";
import { initialView } from "../view/memory.ts";
import { layoutOf } from "../view/view-state.ts";
import { multiplexerOf } from "./clipboard.ts";
import { createPerformer, type Stage } from "./effects.ts";
import { createMachine, type Machine } from "./machine.ts";
import { MOUSE_OFF } from "./mouse.ts";
import type { prepareDetail } from "./panes/prepare-detail.ts";
import { drawingOf, Root, type RootLook } from "./root.tsx";

export type ScreenIo = {
  readonly console: Console;
  readonly stdin: NodeJS.ReadStream;
  readonly screen: NodeJS.WriteStream;
  readonly now: () => Date;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly look: {
    readonly ascii: boolean;
    readonly colour: boolean;
    readonly screenReader: boolean;
    readonly alternateScreen: boolean;
  };
  /** Stops the process as ctrl-z does, and resolves when it is continued. */
  readonly suspend: () => Promise<void>;
  /** Called once something is on the screen: from here on the network may be used. */
  readonly onFirstFrame: () => void;
  /** Ends the console from outside. */
  readonly signal: AbortSignal;
};

export type ScreenEnd = { readonly next: "quit" | "demo" };

/**
 * Shows the console on a terminal until the operator leaves. Rejects with what made it impossible to go on; the
 * terminal is restored by then, so that the message can be printed on the normal screen.
 */
export async function runScreen(io: ScreenIo): Promise<ScreenEnd> {
  const { screen, look } = io;
  const memory = await io.console.readMemory();
  const size = { columns: screen.columns, rows: screen.rows };
  const stageRef: { current: Stage | null } = { current: null };
  let fault: Error | null = null;
  let prepared: typeof prepareDetail | null = null;
  const perform = createPerformer({
    console: io.console,
    machine: () => machine,
    stage: () => stageRef.current,
    multiplexer: multiplexerOf(io.env),
    onFault: (error) => {
      fault ??= error instanceof Error ? error : new Error(String(error));
      stageRef.current?.exit("quit");
    },
  });
  const clock = (): number => io.now().getTime();
  const rootLook = rootLookOf(io);
  const machine: Machine = createMachine({
    console: io.console,
    view: { ...initialView(size, memory), offsetMinutes: -io.now().getTimezoneOffset() },
    clock,
    perform,
    prepare: (moment) => prepared?.(drawingOf(moment, rootLook), layoutOf(moment.view).detail),
  });
  // Before Ink's own listener, so that it draws the new size and never the old one on the new screen.
  const resize = (): void => machine.happen({ type: "resize", columns: screen.columns, rows: screen.rows });
  screen.on("resize", resize);
  const onStage = (stage: Stage): void => {
    stageRef.current = stage;
    if (machine.moment().view.mouse) perform({ type: "set-mouse", on: true });
  };
  const app = render(<Root machine={machine} look={rootLook} suspend={io.suspend} onStage={onStage} />, {
    stdout: screen,
    stdin: io.stdin,
    alternateScreen: look.alternateScreen && !look.screenReader,
    incrementalRendering: !look.screenReader,
    isScreenReaderEnabled: look.screenReader,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: 60,
  });
  const leave = (): void => stageRef.current?.exit("quit");
  io.signal.addEventListener("abort", leave, { once: true });
  try {
    await app.waitUntilRenderFlush();
    const late = await loadDrawing();
    prepared = late.prepareDetail;
    machine.happen({ type: "markdown-loaded", draw: late.drawMarkdown });
    io.onFirstFrame();
    const next = await app.waitUntilExit();
    throwIf(fault);
    return { next: next === "demo" ? "demo" : "quit" };
  } finally {
    io.signal.removeEventListener("abort", leave);
    screen.off("resize", resize);
    machine.close();
    if (machine.moment().view.mouse) screen.write(MOUSE_OFF);
  }
}

/** What draws tables and Markdown: the first frame does not wait for it. */
async function loadDrawing() {
  const [tables, markdown] = await Promise.all([
    import("./panes/prepare-detail.ts"),
    import("./parts/drawn-markdown.ts"),
  ]);
  return { ...tables, ...markdown };
}

function throwIf(fault: Error | null): void {
  if (fault !== null) throw fault;
}

function rootLookOf({ look }: ScreenIo): RootLook {
  const { ascii, colour, screenReader } = look;
  const glyphs = ascii ? ASCII_GLYPHS : UNICODE_GLYPHS;
  return { ascii, colour, screenReader, glyphs };
}
