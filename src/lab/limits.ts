/** Milliseconds in which a session opens, and closes. */
export const OPEN_LIMIT = 60_000;
export const CLOSE_LIMIT = 5_000;
