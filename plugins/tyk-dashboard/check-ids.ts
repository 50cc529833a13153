/** The steps of a check of a Dashboard, in their order. On their own: they are known before the check is loaded. */
export const CHECK_STEPS: readonly string[] = [
  "dashboard",
  "secret",
  "user",
  "organisation",
  "permission-apis",
  "permission-certs",
  "permission-keys",
  "permission-policies",
  "permission-analytics",
  "permission-users",
  "permission-others",
  "policies",
  "gateway",
];
