import { Box, Text } from "ink";
import { memo } from "react";

type Place = { readonly x: number; readonly y: number };

const Row = memo(({ text }: { readonly text: string }) => <Text wrap="truncate">{text}</Text>);
Row.displayName = "Row";

/** Painted rows at a place of the screen, one text each: for a list, where two rows change with every key. */
export function Rows({ x, y, rows }: Place & { readonly rows: readonly string[] }) {
  return (
    <Box position="absolute" left={x} top={y} flexDirection="column">
      {rows.map((text, index) => (
        <Row key={index} text={text} />
      ))}
    </Box>
  );
}

/** Painted rows as one text: what seldom changes costs a frame the less, the fewer parts it has. */
export const Block = memo(({ x, y, rows }: Place & { readonly rows: readonly string[] }) => (
  <Box position="absolute" left={x} top={y}>
    <Text wrap="truncate">{rows.join("\n")}</Text>
  </Box>
));
Block.displayName = "Block";
