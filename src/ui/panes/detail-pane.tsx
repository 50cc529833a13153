import { Box, Text } from "ink";
import { detailOf, type Detail } from "../../view/detail.ts";
import type { Rect } from "../../view/layout.ts";
import { fitLine, line, span } from "../../view/line.ts";
import { framed } from "../parts/framed.ts";
import { Rows } from "../parts/rows.tsx";
import { StaticTable } from "../parts/static-table.tsx";
import { paint } from "../theme.ts";
import type { Drawing } from "./drawing.ts";

/** A blank column on either side, inside the borders. */
const MARGIN = 2;

/** Everything about the object under the cursor; it scrolls as a whole. */
export function DetailPane({ drawing, rect }: { readonly drawing: Drawing; readonly rect: Rect }) {
  const { view } = drawing;
  const width = Math.max(1, rect.width - 2 * MARGIN);
  const detail = detailOf(view.detail, { ...drawing, width });
  const focused = view.focus === "detail";
  const { search, top } = view.texts.detail;
  const title = line(span(detail.title, focused ? "focus" : "title"));
  const corner = line(search === "" ? "" : `/${search}`);
  const frame = framed({ rect, title, corner, body: [], focused }, drawing);
  const height = Math.max(0, rect.height - 2);
  return (
    <>
      <Rows x={rect.x} y={rect.y} rows={frame} />
      <Box
        position="absolute"
        left={rect.x + MARGIN}
        top={rect.y + 1}
        width={width}
        height={height}
        overflow="hidden"
      >
        <Box flexDirection="column" width={width} marginTop={-top} flexShrink={0}>
          <Blocks detail={detail} drawing={drawing} width={width} />
        </Box>
      </Box>
    </>
  );
}

type BlocksProps = { readonly detail: Detail; readonly drawing: Drawing; readonly width: number };

function Blocks({ detail, drawing, width }: BlocksProps) {
  return detail.blocks.map((block, index) => {
    if (block.kind === "table") return <StaticTable key={index} table={block} width={width} look={drawing} />;
    return block.lines.map((content, at) => (
      <Text key={`${index}:${at}`} wrap="truncate">
        {paint(fitLine(content, width, drawing.glyphs.ellipsis), drawing.theme)}
      </Text>
    ));
  });
}
