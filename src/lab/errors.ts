/** What is said of something thrown. */
export function text(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
