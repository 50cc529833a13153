/** What stands for a secret wherever a request or an answer is shown. */
export const MASK = "***";
