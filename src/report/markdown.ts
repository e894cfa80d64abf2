/** Text of ours inside Markdown. */

/** So that every character stands for itself, also inside a table. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|]/g, '\\$&');
}
