import { Box, Text } from "ink";
import { memo } from "react";

const Row = memo(({ text }: { readonly text: string }) => <Text wrap="truncate">{text}</Text>);
Row.displayName = "Row";

/** Painted rows at a place of the screen, one text each: what did not change is not drawn again. */
export function Rows({
  x,
  y,
  rows,
}: {
  readonly x: number;
  readonly y: number;
  readonly rows: readonly string[];
}) {
  return (
    <Box position="absolute" left={x} top={y} flexDirection="column">
      {rows.map((text, index) => (
        <Row key={index} text={text} />
      ))}
    </Box>
  );
}
