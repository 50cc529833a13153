import { rows, type Context } from "./action-row.ts";

export type { ActionRow, Context, Group } from "./action-row.ts";

const LISTS = ["providers", "list"] as const;
const PANES = [...LISTS, "detail", "activity"] as const;
const SCREENS = ["no-config", "no-providers"] as const;
const TEXTS = ["help", "palette", "prompt", "form", "confirm"] as const;
const BROWSED = ["history", "diff"] as const;
const SHOWN = ["secret", "certificates"] as const;
const MENUS = ["help", "palette", "explain", "check", "copy", "held", ...BROWSED, ...SHOWN] as const;
const DIALOGS = ["dialog", "confirm"] as const;
const MOVING = [...PANES, ...MENUS, ...DIALOGS] as const;
const CHOOSING = [...PANES, "held", ...DIALOGS] as const;
const EVERYWHERE = [...PANES, ...MENUS, ...DIALOGS, "form", "prompt", ...SCREENS] as const;

const move = rows("Move", MOVING, {
  "move.down": { keys: ["j", "down"], label: "Down one row" },
  "move.up": { keys: ["k", "up"], label: "Up one row" },
  "move.top": { keys: ["g", "home"], label: "To the first row" },
  "move.bottom": { keys: ["G", "end"], label: "To the last row" },
  "move.page-down": { keys: ["ctrl-f", "pgdn"], label: "Down one page" },
  "move.page-up": { keys: ["ctrl-b", "pgup"], label: "Up one page" },
});

const jump = rows("Move", PANES, {
  "pane.providers": { keys: ["1"], label: "Providers" },
  "tab.products": { keys: ["2"], label: "Products" },
  "tab.plans": { keys: ["3"], label: "Plans" },
  "tab.apis": { keys: ["4"], label: "APIs" },
  "tab.credentials": { keys: ["5"], label: "Credentials" },
  "tab.skipped": { keys: ["6"], label: "Skipped policies" },
});

const turn = rows("Move", CHOOSING, {
  "pane.next": { keys: ["tab"], label: "Next pane" },
  "pane.previous": { keys: ["shift-tab"], label: "Previous pane" },
  "tab.next": { keys: ["l", "right"], label: "Next tab" },
  "tab.previous": { keys: ["h", "left"], label: "Previous tab" },
});

const inAndOut = {
  ...rows("In, out", [...MOVING, "form", "prompt"], {
    "go.open": {
      keys: ["enter"],
      label: "Open, or accept",
      hint: { text: "open", priority: 40 },
      fixed: true,
    },
  }),
  ...rows("In, out", EVERYWHERE, {
    "go.escape": { keys: ["esc"], label: "One step back; never quits", fixed: true },
  }),
  ...rows(
    "In, out",
    [...PANES, "explain", "check", "copy", "held", ...BROWSED, ...SHOWN, "dialog", ...SCREENS],
    {
      "go.back": { keys: ["q"], label: "Back; at the top it quits" },
    },
  ),
  ...rows("In, out", EVERYWHERE, {
    "app.quit": { keys: ["ctrl-c"], label: "Cancel what runs; twice quits", fixed: true },
    "app.suspend": { keys: ["ctrl-z"], label: "Suspend" },
  }),
};

const sync = {
  ...rows("Sync", PANES, {
    "sync.selected": {
      keys: ["s"],
      label: "Sync the selected Provider",
      hint: { text: "sync", priority: 10 },
    },
    "sync.all": { keys: ["S"], label: "Sync all Providers", hint: { text: "sync all", priority: 20 } },
  }),
  ...rows("Sync", EVERYWHERE, {
    "app.redraw": { keys: ["ctrl-r"], label: "Redraw the screen" },
  }),
};

const config = {
  ...rows("Config", [...PANES, "no-providers"], {
    "config.edit": {
      keys: ["e"],
      label: "Edit as YAML in $EDITOR: the item, or the config",
      hint: { text: "edit YAML", priority: 30 },
    },
  }),
  ...rows("Config", ["providers", "no-providers"], {
    "provider.add": { keys: ["a"], label: "Add a Provider", hint: { text: "add", priority: 26 } },
  }),
  ...rows("Config", ["providers"], {
    "provider.edit": {
      keys: ["E"],
      label: "Edit the Provider in a form",
      hint: { text: "edit", priority: 29 },
    },
    "provider.remove": { keys: ["ctrl-d"], label: "Remove the Provider from the config" },
  }),
  ...rows("Config", ["no-config"], {
    "config.init": { keys: ["i"], label: "Write a commented config here" },
    "app.demo": { keys: ["d"], label: "Try it with two simulated Dashboards" },
  }),
};

const find = {
  ...rows("Find", [...PANES, "explain", "check", ...BROWSED], {
    "find.filter": {
      keys: ["/"],
      label: "Filter a list, search in text",
      hint: { text: "filter", priority: 50 },
    },
  }),
  ...rows("Find", ["detail", "activity", "explain", "check"], {
    "find.next": {
      keys: ["n"],
      label: "Next match in text",
      hint: { text: "next match", priority: 15 },
    },
    "find.previous": { keys: ["N"], label: "Previous match in text" },
  }),
  ...rows("Find", LISTS, {
    "find.problems": { keys: ["!"], label: "Problems only", hint: { text: "problems", priority: 70 } },
  }),
  ...rows("Find", ["list"], {
    "find.hidden": { keys: ["H"], label: "Hidden items too" },
  }),
  ...rows("Find", PANES, {
    "palette.open": { keys: [":"], label: "Command palette", hint: { text: "command", priority: 60 } },
  }),
};

const act = {
  ...rows("Act", ["list", "detail"], {
    "item.create": {
      keys: ["a"],
      label: "Add a Product, a Plan or a credential",
      hint: { text: "add", priority: 25 },
    },
    "item.edit": {
      keys: ["E"],
      label: "Edit the Product or Plan in a form",
      hint: { text: "edit", priority: 28 },
    },
    "item.publish": {
      keys: ["p"],
      label: "Publish or unpublish",
      hint: { text: "publish", priority: 45 },
    },
    "item.delete": {
      keys: ["ctrl-d"],
      label: "Delete, here and at the Provider; a credential: revoke",
      hint: { text: "delete", priority: 75 },
    },
  }),
  ...rows("Act", [...PANES, "no-providers"], {
    "change.undo": { keys: ["z"], label: "Undo the last change", hint: { text: "undo", priority: 35 } },
  }),
  ...rows("Act", ["list", "detail", "providers"], {
    "explain.open": { keys: ["w"], label: "Why it is here, or not", hint: { text: "why", priority: 80 } },
    "diff.open": {
      keys: ["D"],
      label: "Compare with another Provider",
      hint: { text: "compare", priority: 85 },
    },
  }),
  ...rows("Act", ["diff"], {
    "diff.promote": { keys: ["P"], label: "Make it the same at the other Provider" },
    "diff.swap": { keys: ["tab"], label: "Swap the two Providers" },
  }),
  ...rows("Act", ["list", "detail", "providers", "check"], {
    "check.open": {
      keys: ["x"],
      label: "Check the Provider, step by step",
      hint: { text: "check", priority: 65 },
    },
  }),
};

const credentials = {
  ...rows("Credentials", ["list", "detail"], {
    "credential.issue": { keys: ["c"], label: "Issue a credential", hint: { text: "issue", priority: 31 } },
    "credential.rotate": {
      keys: ["R"],
      label: "Rotate a credential",
      hint: { text: "rotate", priority: 32 },
    },
    "credential.move": {
      keys: ["M"],
      label: "Move a credential to another Plan",
      hint: { text: "move", priority: 33 },
    },
    "certificates.open": { keys: ["C"], label: "Certificates of the Provider" },
  }),
  ...rows("Credentials", ["secret"], {
    "secret.reveal": { keys: ["v"], label: "Reveal the secret, or hide it again" },
    "secret.copy": { keys: ["y"], label: "Copy the secret" },
    "secret.copy-identifier": { keys: ["Y"], label: "Copy what goes with it: a user, a key, a client" },
  }),
  ...rows("Credentials", ["certificates"], {
    "certificate.add": { keys: ["a"], label: "Upload a certificate" },
    "certificate.remove": { keys: ["ctrl-d"], label: "Delete the certificate" },
  }),
};

const form = rows("In a form", ["form"], {
  "form.next": { keys: ["tab"], label: "Next field" },
  "form.previous": { keys: ["shift-tab"], label: "Previous field" },
  "form.down": { keys: ["down"], label: "Down: within the field, then to the next" },
  "form.up": { keys: ["up"], label: "Up: within the field, then to the previous" },
  "form.editor": { keys: ["ctrl-e"], label: "Write the text of the field in $EDITOR" },
  "form.test": { keys: ["ctrl-t"], label: "Try the connection of a Provider; saves nothing" },
  "form.propose": { keys: ["ctrl-s"], label: "Show what it would change, and ask" },
});

const marks = rows("Marks", [...LISTS, "diff"], {
  "mark.toggle": { keys: ["space"], label: "Mark the row" },
  "mark.range": { keys: ["v"], label: "Mark a range: here, move, again" },
  "mark.all": { keys: ["*"], label: "Mark all that match" },
  "mark.clear": { keys: ["ctrl-\\"], label: "Clear the marks" },
});

const sort = rows("Sort", ["list"], {
  "sort.left": { keys: ["<"], label: "Choose the column to the left" },
  "sort.right": { keys: [">"], label: "Choose the column to the right" },
  "sort.choose": { keys: ["o"], label: "Sort by the chosen column" },
  "sort.reverse": { keys: ["O"], label: "Reverse the order" },
});

const copy = {
  ...rows("Copy", ["list", "detail", "providers"], {
    "copy.name": { keys: ["y"], label: "Copy the name; again, the id" },
  }),
  ...rows("Copy", PANES, {
    "copy.menu": { keys: ["Y"], label: "Copy as JSON, curl, command or URL" },
  }),
};

const chrome = {
  ...rows("Chrome", [...PANES, ...SCREENS], {
    "help.open": { keys: ["?"], label: "Help: every key", hint: { text: "more", priority: 5 } },
  }),
  ...rows("Chrome", [...PANES, "history"], {
    "activity.open": { keys: ["@"], label: "Everything that happened" },
  }),
  ...rows("Chrome", PANES, {
    "pane.zoom": { keys: ["f"], label: "Full screen" },
    "app.mouse": { keys: ["m"], label: "Mouse on or off" },
    "app.theme": { keys: ["t"], label: "Next theme" },
  }),
};

/**
 * Every action, by its id: help, hints, palette, documentation and the dispatcher are made from this table. Where a
 * context takes text (help, palette, prompt), only keys that write nothing act.
 */
export const ACTIONS = {
  ...move,
  ...jump,
  ...turn,
  ...inAndOut,
  ...sync,
  ...config,
  ...find,
  ...act,
  ...credentials,
  ...form,
  ...marks,
  ...sort,
  ...copy,
  ...chrome,
};

export type ActionId = keyof typeof ACTIONS;

/** Contexts in which a key that writes a character writes it. */
export function takesText(context: Context): boolean {
  return TEXTS.some((text) => text === context);
}
