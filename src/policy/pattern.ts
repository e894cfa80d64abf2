/** Patterns of ids in a policy. */
import picomatch from 'picomatch';

/** Whether `pattern`, in which `*` stands for anything, matches all of `id`. */
export function matchesPattern(pattern: string, id: string): boolean {
  if (!pattern.includes('*')) return pattern === id;
  // Runs of stars are one; `**` also matches across slashes.
  return picomatch(pattern.replace(/\*+/g, '**'), { bash: true, nobrace: true, noext: true, dot: true })(id);
}
