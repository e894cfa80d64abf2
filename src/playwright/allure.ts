/**
 * What a test finds out, for Allure: allure-playwright reads annotations as a test begins, so links, severity and the wire
 * of a failure travel as attachments of a type of its own, which terminals and other reporters pass over.
 */
import type { TestInfo } from '@playwright/test';
import { specLink } from '../judge/spec.ts';
import type { Severity } from '../plan/check.ts';
import type { ResultLine } from '../report/lines.ts';

const MESSAGE = 'application/vnd.allure.message+json';
/** Reporters that read it, and the one whose blobs may be merged into theirs. */
const READER = /allure-playwright|\bblob\b/;
/** Its severities are those of tests, not of findings. */
const SEVERITY: Record<Severity, string> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'normal',
  low: 'minor',
};

/** Puts a result into Allure's words, if a reporter of the run reads them; `wire` is the trace of a failing test. */
export function tellAllure(testInfo: TestInfo, result: ResultLine, wire: string | null): void {
  if (!testInfo.config.reporter.some(([name]) => READER.test(name))) return;
  say(testInfo, 'metadata', {
    displayName: `${result.id} via ${result.via} in ${testInfo.project.name}`,
    description: descriptionOf(result),
    labels: severityOf(result),
    links: linksOf(result),
    // It is not part of the test's identity: an upgrade keeps the history.
    parameters: [{ name: 'Engine', value: `${result.build} ${result.version}`, excluded: true }],
  });
  if (wire !== null)
    say(testInfo, 'attachment_content', {
      name: 'wire',
      content: Buffer.from(wire).toString('base64'),
      encoding: 'base64',
      contentType: 'text/plain',
      fileExtension: '.txt',
    });
}

function say(testInfo: TestInfo, type: string, data: object): void {
  const body = Buffer.from(JSON.stringify({ type, data }));
  testInfo.attachments.push({ name: `allure ${type}`, contentType: MESSAGE, body });
}

function severityOf({ severity }: ResultLine): object[] {
  return severity === undefined ? [] : [{ name: 'severity', value: SEVERITY[severity] }];
}

function linksOf({ spec, divergence }: ResultLine): object[] {
  const required = spec.map((short) => ({ type: 'spec', name: short, url: specLink(short) }));
  const bug = divergence?.bug ?? null;
  return bug === null ? required : [...required, { type: 'issue', name: bug, url: bug }];
}

function descriptionOf({ title, verdict, divergence, notes, causes = [] }: ResultLine): string {
  return [
    title,
    ...(verdict === 'diverges' && divergence ? [`It diverges, as recorded: ${divergence.reason}`] : []),
    ...causes.map(({ severity, title: cause, fix }) => [`${severity}: ${cause}`, ...fix].join('\n')),
    ...notes,
  ].join('\n\n');
}
