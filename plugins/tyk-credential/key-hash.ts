const HASH = /^(?:[0-9a-f]{8}|[0-9a-f]{16}|[0-9a-f]{64})$/u;

/** True for what stands for a key and is none: murmur 32 and 64, SHA-256. */
export function isHash(text: string): boolean {
  return HASH.test(text);
}
