import { beforeEach, describe, expect, it } from "vitest";
import { createConnections, type Connections } from "../../src/app/connections.ts";
import { manualProvider } from "../helpers/manual-connection.ts";

const never = new AbortController().signal;

let opened: number;
let closed: number[];
let connections: Connections;

beforeEach(() => {
  opened = 0;
  closed = [];
  connections = createConnections(
    async (name) => {
      const number = (opened += 1);
      return { ...manualProvider(name).connection, close: async () => void closed.push(number) };
    },
    () => {},
  );
});

describe("a connection that is renewed", () => {
  it("stays open for who reads through it, until the next renewal", async () => {
    const first = await connections.connect("EU", never);
    await connections.renew("EU");
    const second = await connections.connect("EU", never);
    expect(second).not.toBe(first);
    expect(await connections.connect("EU", never)).toBe(second);
    expect(closed).toEqual([]);
    await connections.renew("EU");
    expect(closed).toEqual([1]);
  });

  it("is closed with the one in its place", async () => {
    await connections.connect("EU", never);
    await connections.renew("EU");
    await connections.connect("EU", never);
    await connections.disconnect("EU");
    expect(new Set(closed)).toEqual(new Set([1, 2]));
  });

  it("is closed in the end, though none took its place", async () => {
    await connections.connect("EU", never);
    await connections.renew("EU");
    await connections.renew("EU");
    await connections.close();
    expect(closed).toEqual([1]);
  });
});
