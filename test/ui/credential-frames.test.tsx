import { describe, expect, it } from "vitest";
import type { ConsoleState } from "../../src/console.ts";
import { reduce } from "../../src/view/console-state.ts";
import { textWidth } from "../../src/view/cell.ts";
import type { CredentialsTold } from "../../src/view/credential-watching.ts";
import { frameOf, linearFrame, styledFrame } from "../helpers/frame.tsx";
import { issued, proposeCredentials, shopData, tokenShopData } from "../view/credential-samples.ts";
import { drive, type Driver } from "../view/sample-console.ts";
import { answer, effectOf } from "../view/write-samples.ts";

const SIZES = [
  { columns: 60, rows: 16 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
] as const;

function tell(driver: Driver, told: CredentialsTold): void {
  driver.view = reduce(driver.view, { type: "told", told, at: driver.now }, driver.data).view;
}

const HITS = [0, 3, 8, 120, 40, 0, 12, 500, 1204, 900, 30, 0, 7, 64];
const USAGE = {
  days: HITS.map((hits, index) => ({
    day: `2026-08-${String(index + 8).padStart(2, "0")}`,
    hits,
    errors: index % 3,
  })),
  lastAt: "2026-08-21T11:30:00.000Z",
};

const CERTIFICATES = ["app.example.com", "legacy.example.com"].map((subject, index) => ({
  id: `cert-${index}`,
  subject,
  issuer: "Example Issuing CA",
  notBefore: null,
  notAfter: index === 0 ? "2026-08-24T12:00:00.000Z" : "2026-08-01T12:00:00.000Z",
  hasPrivateKey: index === 0,
  dnsNames: [subject],
}));

const toSecret = (driver: Driver): void => {
  driver.press("5", "c", "space", "tab", "tab", "space", "ctrl-s");
  proposeCredentials(driver);
  issued(driver);
};

/** The form of a Product of a kind of its own, on its Plan. */
const ofProduct = (driver: Driver, name: string): void => {
  driver.press("5", "c");
  driver.type(name);
  driver.press("space", "tab", "tab");
};

const CLIENT_SECRET = {
  value: "sekret-0123456789-planted",
  identifier: "client-7f3a",
  usage: "POST /app/oauth/token with client id and secret",
};

const TOKEN = [
  "The Dashboard issues no tokens: the identity provider does.",
  "Card: the claim pol has to name the policies p6, l1.",
];

const NO_OAUTH = "The Dashboard user lacks the permission OAuth: Write.";

/** The screens of credentials: the data, and what leads there. */
const SCREENS: readonly (readonly [string, ConsoleState, (driver: Driver) => void])[] = [
  [
    "the credentials",
    shopData(),
    (driver) => {
      driver.press("5");
      tell(driver, { what: "usage", provider: "EU", usage: new Map([["app-1", USAGE]]) });
    },
  ],
  [
    "a credential opened",
    shopData(),
    (driver) => {
      driver.press("5");
      tell(driver, { what: "usage", provider: "EU", usage: new Map([["app-1", USAGE]]) });
      driver.press("enter");
    },
  ],
  [
    "credentials that cannot be listed",
    shopData({ listCredentials: "enable_hashed_keys_listing is off at the Dashboard." }),
    (driver) => driver.press("5", "j"),
  ],
  ["a new credential", shopData(), (driver) => driver.press("5", "c", "space", "tab", "tab")],
  [
    "a new credential in production",
    shopData(),
    (driver) => {
      driver.press("5", "c", "space", "tab", "tab", "space", "ctrl-s");
      proposeCredentials(driver, { production: true });
    },
  ],
  ["a masked secret", shopData(), toSecret],
  [
    "a revealed secret",
    shopData(),
    (driver) => {
      toSecret(driver);
      driver.press("v");
    },
  ],
  [
    "a secret that nobody has seen",
    shopData(),
    (driver) => {
      toSecret(driver);
      driver.press("esc");
    },
  ],
  ["a rotation", shopData(), (driver) => driver.press("5", "R")],
  [
    "a revocation that needs the key",
    shopData({ revokeCredentials: "enable_delete_key_by_hash is off at the Dashboard." }),
    (driver) => {
      driver.press("5", "ctrl-d");
      driver.paste("the-key-itself");
    },
  ],
  [
    "a new user with a password",
    shopData(),
    (driver) => {
      ofProduct(driver, "reports");
      driver.press("space", "tab", "tab", "tab", "tab");
      driver.type("reporter");
      driver.press("tab");
      driver.type("pass word");
    },
  ],
  ["a Product that takes no credential", tokenShopData(), (driver) => ofProduct(driver, "open")],
  [
    "a kind that is not issued there",
    tokenShopData({ issueOAuthClients: NO_OAUTH }),
    (driver) => {
      ofProduct(driver, "partner");
      driver.press("ctrl-s");
    },
  ],
  [
    "a Product that is not published",
    shopData(),
    (driver) => {
      driver.press("/");
      driver.type("drafts");
      driver.press("enter", "c", "space", "ctrl-s");
    },
  ],
  [
    "what a token needs",
    tokenShopData(),
    (driver) => {
      ofProduct(driver, "cards");
      driver.press("space", "ctrl-s");
      proposeCredentials(driver, { draft: null, production: true, requests: [], fields: [], affects: TOKEN });
    },
  ],
  [
    "a new OAuth client",
    tokenShopData(),
    (driver) => {
      ofProduct(driver, "partner");
      driver.press("space", "tab", "tab", "tab", "tab");
      driver.type("https://app.example.com/callback");
    },
  ],
  [
    "the secret of an OAuth client",
    tokenShopData(),
    (driver) => {
      ofProduct(driver, "partner");
      driver.press("space", "ctrl-s");
      proposeCredentials(driver);
      issued(driver, CLIENT_SECRET);
    },
  ],
  ["a move", shopData(), (driver) => driver.press("5", "M")],
  [
    "a rotation of one that its key alone finds",
    shopData({ revokeCredentials: "enable_delete_key_by_hash is off at the Dashboard." }),
    (driver) => {
      driver.press("5", "R");
      driver.type("24h");
      driver.press("tab");
      driver.paste("the-key-itself");
      driver.press("ctrl-s");
    },
  ],
  [
    "a revocation while the Provider is down",
    shopData(),
    (driver) => {
      driver.press("5", "ctrl-d");
      proposeCredentials(driver, { draft: null, title: 'Revoke credential "app-1" at EU' });
      driver.press("right", "enter");
      const { run } = effectOf(driver, "carry-out");
      const message = "cannot connect to http://127.0.0.1:3000: connection refused";
      const error = { code: "CONNECTION_REFUSED", message, hint: "Is the Dashboard running?" } as const;
      answer(driver, { type: "write-failed", run, error, done: [] });
    },
  ],
  [
    "a certificate to upload",
    shopData(),
    (driver) => {
      driver.press("5", "C", "a");
      driver.type("~/certificates/app.pem");
    },
  ],
  [
    "the deletion of a certificate",
    shopData(),
    (driver) => {
      driver.press("5", "C");
      tell(driver, {
        what: "certificates",
        known: { provider: "EU", certificates: CERTIFICATES, reason: null },
      });
      driver.press("ctrl-d");
      proposeCredentials(driver, {
        fields: [],
        requests: [{ method: "DELETE", path: "/api/certs/cert-0", body: null }],
        affects: ["API Pay lists it as a client certificate.", "key app-1 is bound to it."],
      });
    },
  ],
  [
    "the certificates",
    shopData(),
    (driver) => {
      driver.press("5", "C");
      const known = { provider: "EU", certificates: CERTIFICATES, reason: null };
      tell(driver, { what: "certificates", known });
    },
  ],
];

function driven(...[, data, lead]: (typeof SCREENS)[number]): (size: (typeof SIZES)[number]) => Driver {
  return (size) => {
    const driver = drive(data, size);
    driver.tick(10_000);
    lead(driver);
    driver.tick(200);
    return driver;
  };
}

describe.each(SIZES)("$columns x $rows", (size) => {
  it.each(SCREENS)("draws %s on exactly the whole screen", async (...screen) => {
    const frame = frameOf(driven(...screen)(size));
    expect(frame).toHaveLength(size.rows);
    for (const row of frame) expect(textWidth(row)).toBeLessThanOrEqual(size.columns);
    const file = `${screen[0].replaceAll(/[ ,]+/gu, "-")}-${size.columns}x${size.rows}.txt`;
    const text = frame.map((row) => row.trimEnd()).join("\n");
    await expect(`${text}\n`).toMatchFileSnapshot(`frames/credentials/${file}`);
  });
});

it.each(SCREENS)("tells %s to a screen reader without signs for it", async (...screen) => {
  const text = linearFrame(driven(...screen)(SIZES[2])).join("\n");
  expect(text).not.toMatch(/[•▁▂▃▄▅▆▇█╭│]/u);
  const file = `${screen[0].replaceAll(/[ ,]+/gu, "-")}-spoken.txt`;
  await expect(`${text}\n`).toMatchFileSnapshot(`frames/credentials/${file}`);
});

it.each(SCREENS)("draws %s with ASCII alone", (...screen) => {
  const frame = frameOf(driven(...screen)(SIZES[2]), { ascii: true });
  expect(frame.join("\n").replaceAll("…a9f2", "")).toMatch(/^[\u0020-\u007E\n]*$/u);
});

it.each(SCREENS)("tells %s without colour", (...screen) => {
  const frame = styledFrame(driven(...screen)(SIZES[1]), { ascii: false, colour: false });
  expect(frame).not.toMatch(new RegExp(`${ESCAPE}\\[(3[0-7]|9[0-7])m`, "u"));
});

const ESCAPE = "\u001B";
