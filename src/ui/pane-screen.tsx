import { Box } from "ink";
import { layoutOf } from "../view/view-state.ts";
import type { Layout } from "../view/layout.ts";
import { activityPane } from "./panes/activity-pane.ts";
import { DetailPane } from "./panes/detail-pane.tsx";
import type { Drawing } from "./panes/drawing.ts";
import { hintRows, selectorRows, statusRows } from "./panes/edge-lines.ts";
import { listPane } from "./panes/list-pane.ts";
import { noticePane } from "./panes/notice-pane.ts";
import { overlayPane } from "./panes/overlay-pane.ts";
import { providersPane } from "./panes/providers-pane.ts";
import { Rows } from "./parts/rows.tsx";

/** The screen as panes: exactly as many rows and columns as the terminal has. */
export function PaneScreen({ drawing }: { readonly drawing: Drawing }) {
  const { columns, rows } = drawing.view.size;
  const places = layoutOf(drawing.view);
  const { status, hints } = places;
  const notice = places.kind === "tiny" ? null : noticePane(drawing, places);
  const overlay = places.kind === "tiny" ? null : overlayPane(drawing);
  return (
    <Box width={columns} height={rows} overflow="hidden" flexDirection="column">
      <Rows x={status.x} y={status.y} rows={statusRows(drawing, places)} />
      {notice?.replacesPanes !== true && <Panes drawing={drawing} places={places} />}
      {notice && <Rows x={notice.rect.x} y={notice.rect.y} rows={notice.rows} />}
      {hints && <Rows x={hints.x} y={hints.y} rows={hintRows(drawing, hints)} />}
      {overlay && <Rows x={overlay.rect.x} y={overlay.rect.y} rows={overlay.rows} />}
    </Box>
  );
}

function Panes({ drawing, places }: { readonly drawing: Drawing; readonly places: Layout }) {
  const { selector, providers, list, detail, activity } = places;
  return (
    <>
      {selector && <Rows x={selector.x} y={selector.y} rows={selectorRows(drawing, selector)} />}
      {providers && <Rows x={providers.x} y={providers.y} rows={providersPane(drawing, providers)} />}
      {list && <Rows x={list.x} y={list.y} rows={listPane(drawing, list)} />}
      {detail && <DetailPane drawing={drawing} rect={detail} />}
      {activity && <Rows x={activity.x} y={activity.y} rows={activityPane(drawing, activity)} />}
    </>
  );
}
