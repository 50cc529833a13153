/** As many items as can be undone, and so as many as one key or command should change. */
export const MOST_UNDONE = 500;
