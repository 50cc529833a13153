import { Box } from "ink";
import { useState } from "react";
import type { Layout } from "../view/layout.ts";
import { layoutOf } from "../view/view-state.ts";
import { activityPane } from "./panes/activity-pane.ts";
import { detailPane } from "./panes/detail-pane.ts";
import type { Drawing } from "./panes/drawing.ts";
import { hintRows, selectorRows, statusRows } from "./panes/edge-lines.ts";
import { listPane } from "./panes/list-pane.ts";
import { noticePane } from "./panes/notice-pane.ts";
import { overlayPane } from "./panes/overlay-pane.ts";
import { providersPane } from "./panes/providers-pane.ts";
import { tablesDrawn } from "./parts/drawn-tables.ts";
import { createRemember } from "./parts/remembered.ts";
import { Block, Rows } from "./parts/rows.tsx";

const MINUTE_MS = 60_000;

/** The screen as panes: exactly as many rows and columns as the terminal has. */
export function PaneScreen({ drawing }: { readonly drawing: Drawing }) {
  const { columns, rows } = drawing.view.size;
  const places = layoutOf(drawing.view);
  const { hints } = places;
  const notice = places.kind === "tiny" ? null : noticePane(drawing, places);
  const hasPanes = notice?.replacesPanes !== true;
  const overlay = places.kind === "tiny" ? null : overlayPane(drawing);
  const last = hints && hintRows(drawing, hints);
  return (
    <Box width={columns} height={rows} flexDirection="column">
      <Edge drawing={drawing} places={hasPanes ? places : { ...places, selector: null }} />
      {hasPanes && <Panes drawing={drawing} places={places} />}
      {notice && <Block x={notice.rect.x} y={notice.rect.y} rows={notice.rows} />}
      {overlay && <Rows x={overlay.rect.x} y={overlay.rect.y} rows={overlay.rows} />}
      {last && <Block x={last.rect.x} y={last.rect.y} rows={last.rows} />}
    </Box>
  );
}

type PaneProps = { readonly drawing: Drawing; readonly places: Layout };

/** What the panes beside the list depend on, so that a cursor move in the list leaves them alone. */
function shared({ view, data, now, theme, glyphs }: Drawing): readonly unknown[] {
  const { columns, rows } = view.size;
  return [
    data,
    Math.floor(now / MINUTE_MS),
    theme,
    glyphs,
    view.focus,
    view.zoomed,
    view.detailOpen,
    columns,
    rows,
  ];
}

function Edge({ drawing, places }: PaneProps) {
  const { status, selector } = places;
  const depends = [...shared(drawing), drawing.view.providers, drawing.view.keymap];
  const [remember] = useState(createRemember);
  const first = remember("status", depends, () => statusRows(drawing, places));
  const second = remember("selector", depends, () =>
    selector === null ? [] : selectorRows(drawing, selector),
  );
  return (
    <>
      <Block x={status.x} y={status.y} rows={first} />
      {selector && <Block x={selector.x} y={selector.y} rows={second} />}
    </>
  );
}

function Panes({ drawing, places }: PaneProps) {
  const { providers, list, detail, activity } = places;
  const { view } = drawing;
  const { usage, tokens } = view.credentials;
  const depends = shared(drawing);
  const [remember] = useState(createRemember);
  const left = remember("providers", [...depends, view.providers], () =>
    providers === null ? [] : providersPane(drawing, providers),
  );
  const below = remember(
    "detail",
    [...depends, view.detail, view.texts.detail, view.markdown, usage, tokens, tablesDrawn()],
    () => (detail === null ? [] : detailPane(drawing, detail)),
  );
  const last = remember("activity", [...depends, view.texts.activity], () =>
    activity === null ? [] : activityPane(drawing, activity),
  );
  return (
    <>
      {providers && <Block x={providers.x} y={providers.y} rows={left} />}
      {list && <Rows x={list.x} y={list.y} rows={listPane(drawing, list)} />}
      {detail && <Block x={detail.x} y={detail.y} rows={below} />}
      {activity && <Block x={activity.x} y={activity.y} rows={last} />}
    </>
  );
}
