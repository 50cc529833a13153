import { notKnown, passed, warning, type CheckStep } from "../core/check.ts";
import type { Probed } from "../host/probe.ts";

const SKEW_MS = 60_000;

/** How far this machine's clock is from the Provider's; null when it was not asked. */
export function clockStep(probed: Probed | null): CheckStep {
  const skewMs = probed?.skewMs ?? null;
  if (skewMs === null) {
    const why = probed === null || probed.status === null ? "no answer came" : "its answers name no time";
    return notKnown("clock", `the Provider's clock cannot be told: ${why}`);
  }
  if (Math.abs(skewMs) < SKEW_MS) return passed("clock", "both clocks agree within a minute");
  const minutes = Math.round(Math.abs(skewMs) / 60_000);
  const seen = `this machine's clock is ${minutes} min ${skewMs > 0 ? "ahead of" : "behind"} the Provider's`;
  const advice =
    "Set both clocks by NTP: expiry of keys and certificates, and ages shown here, hang on them.";
  return { id: "clock", outcome: "warn", seen, advice };
}

/** Whether the address that consumers use answers; null when there is none. Any answer of its own will do. */
export function baselineStep(url: string | null, probed: Probed | null): CheckStep {
  if (url === null || probed === null) {
    return warning("baseline", {
      seen: "no baselineUrl is set: Products cannot say under which address their APIs are called",
      advice: "Set baselineUrl to the address of the gateway that consumers use.",
      practice: "no-baseline-url",
    });
  }
  const { status, error } = probed;
  if (status === null) {
    const seen = error?.message ?? `${url} gave no answer`;
    const hint = error?.hint?.replaceAll(/\burl\b/gu, "baselineUrl") ?? "Is the gateway running?";
    const advice = `Consumers call this address. ${hint}`;
    return { id: "baseline", outcome: "fail", seen, advice };
  }
  if (status < 502 || status > 504) return passed("baseline", `${url} answers`);
  const seen = `${url} answers that the gateway behind it cannot be reached (status ${status})`;
  const advice =
    "A proxy or load balancer in front of the gateway does not reach it: is the gateway running?";
  return { id: "baseline", outcome: "fail", seen, advice };
}
