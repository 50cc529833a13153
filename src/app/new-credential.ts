/** `c-4f7a91c02b`: short enough to type, and nobody else's. */
export function newCredentialId(): string {
  return `c-${random(5, "hex")}`;
}

/** A password of 32 characters that nobody can guess. */
export function newPassword(): string {
  return random(24, "base64url");
}

function random(bytes: number, form: "hex" | "base64url"): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString(form);
}
