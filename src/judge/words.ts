/** The wording of a failure: what was required, every difference, what decides, the wire, and how to see it again. */
import type { EngineInfo } from '../browser/engine.ts';
import type { Observation } from '../lab/observation.ts';
import { exchangeIsPreflight, type Exchange } from '../../servers/exchange.ts';
import type { CasePlan, Client } from '../plan/types.ts';
import { printable, printableLine } from '../scenario/printable.ts';
import { describeStep } from './failure-words.ts';
import { specLink } from './spec.ts';
import type { Judgement } from './verdict.ts';

export interface Telling {
  plan: CasePlan;
  via: Client;
  engine: EngineInfo;
  observation: Observation;
  judgement: Judgement;
  decidedBy?: string;
  /** Playwright's name of the project that ran it; the engine's unless told. */
  project?: string;
}

/** The text of a failing case. */
export function tellFailure(telling: Telling): string {
  const { plan, via, engine, observation, judgement, decidedBy, project = engine.engine } = telling;
  const sections = [
    `${plan.id} via ${via}: ${judgement.verdict} in ${engine.engine} ${engine.version} (${engine.build})`,
    section('Required', [plan.title, ...plan.spec.map(specLink)]),
    section(judgement.verdict === 'inconclusive' ? 'No evidence' : 'Seen', judgement.differences),
    decidedBy === undefined ? '' : section('Decided by', [decidedBy]),
    section('On the wire', traceWire(observation)),
    observation.console.length > 0 ? section(`${engine.engine} says`, observation.console) : '',
    section('Reproduce', [
      `npx corsproof serve ${plan.id}`,
      `npx playwright test --project=${project} -g ${plan.id}`,
    ]),
  ];
  return printable(sections.filter(Boolean).join('\n\n'));
}

/** A heading and its lines. */
export function section(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}`)].join('\n');
}

const DECIDING =
  /^(origin|access-control-.*|location|cookie|set-cookie|vary|cache-control|pragma|etag|if-none-match|if-modified-since)$/i;

/** The traffic as lines with times and arrows, and the headers that decide. */
export function traceWire({ wire, fences, steps, failure }: Observation): string[] {
  if (wire.length === 0)
    return [
      // What was cut off may have been sent all the same.
      `nothing was ${failure === undefined ? 'sent' : 'recorded'}${fences.length > 0 ? ', although the server could be reached' : ''}`,
      ...tellPage(steps),
    ];
  const start = wire[0]?.t ?? 0;
  return [...wire.flatMap((exchange) => tellExchange(exchange, start)), ...tellPage(steps)].map(
    printableLine,
  );
}

function tellExchange(exchange: Exchange, start: number): string[] {
  const time = `${(exchange.t - start).toFixed(1).padStart(7)} ms`;
  const kind = exchangeIsPreflight(exchange) ? ' (preflight)' : '';
  const indent = ' '.repeat(time.length);
  const deciding = (headers: readonly (readonly [string, string])[], arrow: string) =>
    headers
      .filter(([name]) => DECIDING.test(name))
      .map(([name, value]) => `${indent} ${arrow}   ${name}: ${value}`);
  const answered =
    exchange.answered === null
      ? 'not answered'
      : `${exchange.status ?? 'no status line'}${exchange.taken ? '' : ', not taken by the browser'}`;
  return [
    `${time} --> ${exchange.method} ${exchange.to}${exchange.path}${kind}, connection ${exchange.conn}`,
    ...deciding(exchange.requestHeaders, '   '),
    `${indent} <-- ${answered}`,
    ...deciding(exchange.responseHeaders, '   '),
  ];
}

function tellPage(steps: Observation['steps']): string[] {
  return steps.map((step, index) => {
    const which = steps.length > 1 ? `step ${index + 1}` : 'the page';
    const detail = [step.type, step.status, step.error, describeStep(step)]
      .filter((part) => part !== undefined && part !== '')
      .join(', ');
    return `${which} saw: ${step.outcome}${detail === '' ? '' : ` (${detail})`}`;
  });
}
