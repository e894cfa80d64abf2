/** The wording of a failing check: its causes, how to fix each, the worst try with its wire, and how to reproduce it. */
import type { Exchange } from '../../../servers/exchange.ts';
import type { EngineInfo } from '../../browser/engine.ts';
import type { Observation } from '../../lab/observation.ts';
import type { Cause } from '../../plan/causes.ts';
import { printable, printableLine } from '../../scenario/printable.ts';
import type { Tried } from '../../screen/tried.ts';
import type { Judgement } from '../verdict.ts';
import { section } from '../words.ts';
import type { CheckedPlan } from './judge-check.ts';
import { triedOf } from './tried-in-pages.ts';

export interface CheckFailure {
  plan: CheckedPlan;
  engine: EngineInfo;
  observation: Observation;
  judgement: Judgement;
  /** Playwright's name of the project. */
  project: string;
  /** The test of this run that has told a cause in full already; null if this one is the first. */
  toldBy: (cause: Cause) => string | null;
}

/** Causes that one failure tells in full, and exchanges of the worst try that it shows. */
const MOST = { causes: 3, exchanges: 12 };
const DECIDING = /^(origin|access-control-.*|location|vary|retry-after|cross-origin-resource-policy)$/i;

/** The text of a failing check. */
export function tellCheckFailure({
  plan,
  engine,
  observation,
  judgement,
  project,
  toldBy,
}: CheckFailure): string {
  const tried = triedOf(plan, observation);
  const causes = (judgement.causes ?? []).filter(({ accepted }) => !accepted);
  const told = causes.slice(0, MOST.causes).map((cause) => tellCause(cause, tried, toldBy(cause)));
  const left = causes.slice(MOST.causes).map(({ severity, title }) => `${severity}: ${title}`);
  const text = [
    `${plan.id}: ${judgement.verdict} in ${engine.engine} ${engine.version}`,
    ...(judgement.verdict === 'inconclusive' ? [section('No evidence', judgement.differences)] : []),
    ...(judgement.verdict === 'inconclusive' && judgement.notes.length > 0
      ? [section('Notes', judgement.notes)]
      : []),
    ...(judgement.verdict === 'inconclusive' && causes.length === 0 ? [] : told),
    ...(left.length > 0 ? [section('Also', left)] : []),
    section('Reproduce', [
      `npx playwright test --project=${project} -g ${[plan.id, ...(plan.check.only ?? [])].join('/')}`,
    ]),
  ];
  return printable(text.join('\n'));
}

function tellCause(
  { severity, title, seen, of, fix, worst, proof }: Cause,
  tried: readonly Tried[],
  before: string | null,
): string {
  const head = `${severity}: ${title} (${seen} of ${of} tries)`;
  if (before !== null) return `${head}\n  The same cause as in ${before}.`;
  const shown =
    tried.find(({ plan, stage }) => plan.id === worst && stage === proof) ??
    tried.find(({ plan }) => plan.id === worst);
  return [
    head,
    section(
      '  How to fix',
      fix.map((line) => `  ${line}`),
    ),
    ...(shown
      ? [
          section(
            `  ${tellTry(shown)}`,
            tellWire(shown.wire).map((line) => `  ${line}`),
          ),
        ]
      : []),
  ].join('\n');
}

/** "In a page at https://evil.test, GET with credentials: read (200)". */
export function tellTry({ plan, stage, outcome, response, preflight, cookies }: Tried): string {
  const { origin, method, path, credentials, headers } = plan;
  const sent = [...(credentials === 'include' ? ['credentials'] : []), ...headers.map(([name]) => name)].join(
    ', ',
  );
  const who =
    stage === 'browser' ? `A page at ${origin}` : origin === '' ? 'Without Origin' : `Origin: ${origin}`;
  const status = response?.status ?? preflight?.status;
  const what =
    outcome === 'granted'
      ? 'the preflight lets it through'
      : `${outcome}${status === undefined ? '' : `, ${status}`}${stage === 'browser' && cookies.length > 0 ? ', cookies were sent' : ''}`;
  return printableLine(`${who}, ${method} ${path}${sent === '' ? '' : ` with ${sent}`}: ${what}`);
}

/** Two lines an exchange: the request and its answer, with the headers that decide. */
export function tellWire(wire: readonly Exchange[]): string[] {
  const shown = wire
    .slice(0, MOST.exchanges)
    .flatMap((exchange) => [
      `--> ${exchange.method} ${exchange.path}${deciding(exchange.requestHeaders)}`,
      `<-- ${exchange.status ?? 'no response'}${deciding(exchange.responseHeaders)}`,
    ]);
  const more = wire.length - MOST.exchanges;
  return [...shown, ...(more > 0 ? [`and ${more} more exchanges: see the report`] : [])].map(printableLine);
}

function deciding(headers: Exchange['requestHeaders']): string {
  return headers
    .filter(([name]) => DECIDING.test(name))
    .map(([name, value]) => `  ${name}: ${value.length > 120 ? `${value.slice(0, 120)}...` : value}`)
    .join('');
}
