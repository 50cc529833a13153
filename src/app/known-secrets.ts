import { createRedactor } from "../host/redact.ts";

/** Every secret that was fetched in this process, to be taken out of what a fault says. */
export interface KnownSecrets {
  add(secret: string): void;
  redact(text: string): string;
}

export function createKnownSecrets(): KnownSecrets {
  const redactors = new Map<string, (text: string) => string>();
  return {
    add: (secret) => void redactors.set(secret, createRedactor(secret).text),
    redact: (text) => [...redactors.values()].reduce((rest, redact) => redact(rest), text),
  };
}
