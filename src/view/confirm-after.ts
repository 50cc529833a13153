/** A key that comes so soon after a dialog, in milliseconds, was meant for what was there before. */
export const CONFIRM_AFTER = 300;
