/**
 * What to do about a rule that a request breaks: a sentence that holds at every door, or, where each door has words of
 * its own for it, which way out there is.
 */
export type CredentialFix =
  | string
  | { readonly way: "publish-or-force" | "give-certificate" | "list-them" }
  | { readonly way: "rotate-lost"; readonly id: string };

/** The fix as the command line says it: by flags and commands. */
export function fixForCommand(fix: CredentialFix): string {
  if (typeof fix === "string") return fix;
  switch (fix.way) {
    case "publish-or-force":
      return "Publish it, or issue all the same with --force.";
    case "give-certificate":
      return "Give its PEM file with --certificate FILE, or the id of one that is there with --certificate-id ID.";
    case "list-them":
      return "List them with: portico credentials list";
    case "rotate-lost":
      return `Rotate it to get a new secret: portico credentials rotate ${fix.id}`;
  }
}
