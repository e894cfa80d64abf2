/** docs/divergences.md: where engines depart from the standard, from the pinned divergences of the corpus. */
import { specLink } from '../judge/spec.ts';
import { ENGINES, type CasePlan, type DivergencePlan } from '../plan/types.ts';
import { escapeMarkdown } from './markdown.ts';

/** One departure, for the same reasons in all its cases. */
interface Finding {
  divergences: DivergencePlan[];
  plans: CasePlan[];
}

/** The page as Markdown: what all engines do alike first, then engine by engine. */
export function divergencesPage(plans: readonly CasePlan[]): string {
  const isEverywhere = (plan: CasePlan) =>
    ENGINES.every((engine) => plan.divergences.some((one) => one.engine === engine));
  const everywhere = findingsOf(plans.filter(isEverywhere), () => true);
  const some = plans.filter((plan) => !isEverywhere(plan));
  const sections = [
    section(
      'In all three engines',
      everywhere,
      'The standard may follow them one day; until then it decides.',
    ),
    ...ENGINES.map((engine) =>
      section(
        `In ${engine}`,
        findingsOf(some, (divergence) => divergence.engine === engine),
      ),
    ),
  ];
  return `# Divergences

Generated from the scenario files by \`corsproof reference\`; do not edit. Each line is proved on the wire in every run: a
divergence that no longer happens fails as stale. WebKit here is WebKitGTK, which is not Safari.

${sections.filter(Boolean).join('\n')}`;
}

function findingsOf(plans: readonly CasePlan[], wanted: (divergence: DivergencePlan) => boolean): Finding[] {
  const found = new Map<string, Finding>();
  for (const plan of plans) {
    const divergences = plan.divergences.filter(wanted);
    if (divergences.length === 0) continue;
    const key = divergences.map(({ engine, reason }) => `${engine} ${reason}`).join('\n');
    const finding = found.get(key) ?? { divergences, plans: [] };
    found.set(key, finding);
    finding.plans.push(plan);
  }
  return [...found.values()];
}

function section(title: string, findings: Finding[], lead?: string): string {
  if (findings.length === 0) return '';
  return `## ${title}\n${lead === undefined ? '' : `\n${lead}\n`}\n${findings.map(item).join('\n')}\n`;
}

function item({ divergences, plans }: Finding): string {
  const reasons = unique(divergences.map(({ reason }) => escapeMarkdown(reason))).join(' ');
  const seen = unique(
    divergences.map(({ engine, build, seen: versions }) => `${build ?? engine} ${versions.join(', ')}`),
  ).join('; ');
  const known = knownOf(divergences);
  const ids = plans.map(({ id }) => `\`${id}\``);
  const cases = ids.length > 4 ? `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more` : ids.join(', ');
  const spec = (plans[0]?.spec ?? []).map((short) => `[${short}](${specLink(short)})`).join(', ');
  return `- ${reasons}\n  Seen in ${seen}; ${known}. Cases: ${cases}. The standard: ${spec}.`;
}

/** The bug or note of each engine, said once where all have the same. */
function knownOf(divergences: readonly DivergencePlan[]): string {
  const enginesOf = new Map<string, string[]>();
  for (const { engine, bug, note } of divergences) {
    const text = bug === undefined ? escapeMarkdown(note ?? '') : `[${trackerOf(bug)}](${bug})`;
    enginesOf.set(text, unique([...(enginesOf.get(text) ?? []), engine]));
  }
  if (enginesOf.size === 1) return [...enginesOf.keys()].join();
  return [...enginesOf].map(([text, engines]) => `${engines.join(', ')}: ${text}`).join('; ');
}

function trackerOf(bug: string): string {
  return /^https:\/\/github\.com\/(whatwg|w3c)\//.test(bug) ? "standard's issue" : 'public bug';
}

function unique(items: string[]): string[] {
  return [...new Set(items)];
}
