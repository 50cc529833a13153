import { afterEach, describe, expect, test } from "vitest";
import { SWITCHED_ON } from "../../helpers/consumer.ts";
import { closeDashboards } from "../../helpers/open-dashboard.ts";
import { openIssuing } from "./issuing-dashboard.ts";

afterEach(closeDashboards);

const OFF = { enableDeleteKeyByHash: false, enableUpdateKeyByHash: false };
const ON = { enableDeleteKeyByHash: true, enableUpdateKeyByHash: true };
const yes = { available: true };
const no = (text: string) => ({ available: false, reason: expect.stringContaining(text) });

describe("what can be done with keys", () => {
  const all = { lists: yes, revokes: yes, moves: yes };
  const doubted = {
    lists: yes,
    revokes: { ...yes, doubt: expect.stringContaining("enableDeleteKeyByHash") },
    moves: { ...yes, doubt: expect.stringContaining("enableUpdateKeyByHash") },
  };
  const switchedOff = { revokes: no("enable_delete_key_by_hash"), moves: no("enable_update_key_by_hash") };

  test.each([
    { where: "not hashed", switches: { hashKeys: false }, said: {}, can: all },
    { where: "not hashed, whatever the options say", switches: { hashKeys: false }, said: OFF, can: all },
    {
      where: "hashed and listed, which leaves the switches in doubt",
      switches: SWITCHED_ON,
      said: {},
      can: doubted,
    },
    {
      where: "hashed and neither listed nor told of",
      switches: {},
      said: {},
      can: { ...switchedOff, lists: no("enable_hashed_keys_listing") },
    },
    {
      where: "hashed and listed, with switches that are told to be off",
      switches: SWITCHED_ON,
      said: OFF,
      can: { ...switchedOff, lists: yes },
    },
    {
      where: "hashed, with switches that are told to be on",
      switches: {},
      said: ON,
      can: { ...all, lists: no("enable_hashed_keys_listing") },
    },
  ])("is measured where they are $where", async ({ switches, said, can }) => {
    const { connection } = await openIssuing({}, switches, said);
    const { listCredentials, revokeCredentials, moveCredentials, issueApiKeys } = connection.capabilities.can;
    expect(listCredentials).toEqual(can.lists);
    expect(revokeCredentials).toEqual(can.revokes);
    expect(moveCredentials).toEqual(can.moves);
    expect(issueApiKeys).toEqual(yes);
  });

  test("is not waited for long where the gateway hangs", async () => {
    const issuing = await openIssuing();
    issuing.dashboard.faults.set({ kind: "hang", path: /^\/api\/keys/u });
    const { capabilities } = await issuing.connect();
    expect(capabilities.can.listCredentials).toEqual(yes);
  });

  test("is measured by reading alone", async () => {
    const { dashboard } = await openIssuing();
    expect(new Set(dashboard.requests.map(({ method }) => method))).toEqual(new Set(["GET"]));
  });
});
