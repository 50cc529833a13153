import { useApp, useInput, usePaste, useStdin, useStdout } from "ink";
import { useEffect, useSyncExternalStore } from "react";
import type { Glyphs } from "../view/glyphs.ts";
import type { Stage } from "./effects.ts";
import type { Machine, Moment } from "./machine.ts";
import type { Drawing } from "./panes/drawing.ts";
import { mouseEvents } from "./mouse.ts";
import { LinearScreen } from "./linear-screen.tsx";
import { PaneScreen } from "./pane-screen.tsx";
import { themeFor } from "./theme.ts";

export type RootLook = {
  readonly ascii: boolean;
  readonly colour: boolean;
  readonly screenReader: boolean;
  readonly glyphs: Glyphs;
};

export type RootProps = {
  readonly machine: Machine;
  readonly look: RootLook;
  readonly suspend: () => Promise<void>;
  readonly onStage: (stage: Stage) => void;
};

/** The whole console: the only place that reads keys and pastes, and the only one that can leave. */
export function Root({ machine, look, suspend, onStage }: RootProps) {
  const moment = useSyncExternalStore(machine.subscribe, machine.moment);
  useStage(onStage, suspend);
  useInput((input, key) => machine.press(input, key));
  usePaste((text) => machine.happen({ type: "paste", text }));
  useMouse(machine, moment.view.mouse);
  const drawing = drawingOf(moment, look);
  return look.screenReader ? <LinearScreen drawing={drawing} /> : <PaneScreen drawing={drawing} />;
}

/** What panes draw from: the moment, and how things look. */
export function drawingOf(moment: Moment, look: RootLook): Drawing {
  const { glyphs } = look;
  const theme = themeFor(moment.view.theme ?? moment.data.config.theme, look);
  return { ...moment, theme, glyphs };
}

function useStage(onStage: (stage: Stage) => void, suspend: () => Promise<void>): void {
  const { exit, suspendTerminal } = useApp();
  const { stdout } = useStdout();
  useEffect(() => {
    onStage({
      write: (sequence) => void stdout.write(sequence),
      lend: (work) => suspendTerminal(work),
      exit: (next) => exit(next),
      suspend,
    });
  }, [onStage, suspend, exit, suspendTerminal, stdout]);
}

/** Ink passes mouse reports over: they are read beside it, and only while the mouse is on. */
function useMouse(machine: Machine, isOn: boolean): void {
  const { stdin } = useStdin();
  useEffect(() => {
    if (!isOn) return undefined;
    const listen = (chunk: Buffer | string): void => {
      for (const event of mouseEvents(chunk.toString())) {
        if (event.type === "wheel") machine.happen({ type: "key", name: event.lines > 0 ? "down" : "up" });
        else machine.happen({ type: "click", column: event.column, row: event.row });
      }
    };
    stdin.on("data", listen);
    return () => void stdin.off("data", listen);
  }, [machine, stdin, isOn]);
}
