import { Box, render, Text, useInput } from "ink";
import { memo, useState } from "react";

const COUNT = 10_000;
const HEIGHT = 34;

const Row = memo(({ text, at }: { readonly text: string; readonly at: boolean }) => (
  <Text wrap="truncate">{at ? `\u001B[7m${text}\u001B[27m` : text}</Text>
));

const ROWS = Array.from({ length: COUNT }, (_, index) => `  Product number ${index}`.padEnd(119));

/** The least an Ink list can be: windowed rows, a cursor, nothing else. */
function BareList() {
  const [cursor, setCursor] = useState(0);
  const top = Math.max(0, Math.min(cursor - Math.floor(HEIGHT / 2), COUNT - HEIGHT));
  useInput((input) => {
    for (const key of input) if (key === "j") setCursor((at) => Math.min(COUNT - 1, at + 1));
  });
  return (
    <Box flexDirection="column" height={36} width={120}>
      <Text>{`row ${cursor}`}</Text>
      {ROWS.slice(top, top + HEIGHT).map((text, index) => (
        <Row key={top + index} text={text} at={top + index === cursor} />
      ))}
    </Box>
  );
}

render(<BareList />, { alternateScreen: true, incrementalRendering: true, exitOnCtrlC: true, maxFps: 60 });
