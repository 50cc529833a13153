import { expect, it } from "vitest";
import { AppError } from "../../src/core/errors.ts";
import { credentialPerformers } from "../../src/ui/credential-effects.ts";
import { consoleStub } from "../helpers/console-stub.ts";
import { toldMachine } from "../helpers/told-machine.ts";

const FAILED = new AppError("SERVER_ERROR", "It answered 500.", { hint: "Try again." });

it("says why tokens cannot be read, and nothing of use that cannot", async () => {
  const events: unknown[] = [];
  const { credentials, ...others } = consoleStub();
  const fails = () => Promise.reject(FAILED);
  const performers = credentialPerformers({
    console: { ...others, credentials: { ...credentials, tokens: fails, usage: fails } },
    machine: () => toldMachine(events),
  });
  await performers["read-tokens"]({ type: "read-tokens", provider: "EU", id: "app" });
  await performers["read-usage"]({ type: "read-usage", provider: "EU", ids: ["app"] });
  const known = { tokens: null, reason: "It answered 500. Try again." };
  expect(events).toEqual([
    { type: "told", told: { what: "tokens", provider: "EU", id: "app", known } },
    { type: "told", told: { what: "usage", provider: "EU", usage: null } },
  ]);
});
