import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTicker, type Ticker } from "../../src/sync/ticker.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-11-23T12:00:00Z");

describe("the ticker", () => {
  let ticks: number[];
  let announced: (number | null)[];
  let ticker: Ticker;

  beforeEach(() => {
    vi.useFakeTimers({ now: START });
    ticks = [];
    announced = [];
    ticker = createTicker({
      now: () => new Date(),
      onTick: () => ticks.push((Date.now() - START) / MINUTE),
      onNext: (next) => announced.push(next === null ? null : (next - START) / MINUTE),
    });
  });

  afterEach(() => {
    ticker.stop();
    vi.useRealTimers();
  });

  it("ticks on the grid and announces the next tick", () => {
    ticker.start(10 * MINUTE);
    vi.advanceTimersByTime(30 * MINUTE);
    expect(ticks).toEqual([10, 20, 30]);
    expect(announced).toEqual([10, 20, 30, 40]);
  });

  it("never ticks with an interval of 0", () => {
    ticker.start(0);
    vi.advanceTimersByTime(60 * MINUTE);
    expect(ticks).toEqual([]);
    expect(announced).toEqual([]);
  });

  it("keeps its grid when the interval changes", () => {
    ticker.start(10 * MINUTE);
    vi.advanceTimersByTime(12 * MINUTE);
    ticker.change(5 * MINUTE);
    vi.advanceTimersByTime(8 * MINUTE);
    expect(ticks).toEqual([10, 15, 20]);
  });

  it("holds for intervals longer than Node's timers can wait", () => {
    const days = 24 * 60;
    ticker.start(40 * days * MINUTE);
    vi.advanceTimersByTime(39 * days * MINUTE);
    expect(ticks).toEqual([]);
    vi.advanceTimersByTime(days * MINUTE);
    expect(ticks).toEqual([40 * days]);
  });

  it("ticks once after the machine slept through several", () => {
    ticker.start(10 * MINUTE);
    vi.setSystemTime(START + 35 * MINUTE);
    vi.advanceTimersByTime(2 * MINUTE);
    expect(ticks).toHaveLength(1);
    expect(announced.at(-1)).toBe(40);
  });

  it("is silent once stopped", () => {
    ticker.start(MINUTE);
    ticker.stop();
    vi.advanceTimersByTime(10 * MINUTE);
    expect(ticks).toEqual([]);
  });
});
