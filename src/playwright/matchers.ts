/** `expect` with what crossed the wire. */
import { expect as base } from '@playwright/test';
import { exchangeIsPreflight } from '../../servers/exchange.ts';
import { get } from '../fetch/header-list.ts';
import { comparePage, differInto } from '../judge/compare.ts';
import { traceWire } from '../judge/words.ts';
import { nominalAddresses, resolveText } from '../plan/refs.ts';
import type { BlockedAt } from '../plan/types.ts';
import type { Call, Traffic } from './cors.ts';

export interface AllowedExpectation {
  status?: number;
  body?: string;
  type?: string;
  /** Names of response headers that the page can read, or names with their values. */
  reveals?: string[] | Record<string, string>;
  /** Names of response headers that the page cannot read. */
  hides?: string[];
}

export interface PreflightExpected {
  method?: string;
  /** What Access-Control-Request-Headers names, in order; `[]` means that it is absent. */
  headers?: string[];
}

export const expect = base.extend({
  /** The page could read the answer. */
  toHaveBeenAllowed(call: Call, expected: AllowedExpectation = {}) {
    const differences: string[] = [];
    const differ = differInto(differences);
    differ('outcome', call.outcome, 'allowed');
    const [step] = call.plan.steps;
    if (call.outcome === 'allowed' && step?.kind === 'request') {
      const { reveals, ...rest } = expected;
      const named = Array.isArray(reveals)
        ? Object.fromEntries(reveals.map((name) => [name, null]))
        : reveals;
      const evidence = {
        report: call.report,
        wire: call.observation.wire,
        via: call.via,
        request: step.request,
        addresses: addressesOf(call),
      };
      comparePage({ ...rest, ...(named ? { reveals: named } : {}) }, evidence, differ);
    }
    return told(call, 'toHaveBeenAllowed', differences, 'the page could read the answer');
  },

  /** The browser refused it, at the request, the preflight, a redirect or the response. */
  toHaveBeenBlocked(call: Call, expected: { at?: BlockedAt } = {}) {
    const differences: string[] = [];
    const differ = differInto(differences);
    differ('outcome', call.outcome, 'blocked');
    if (call.outcome === 'blocked' && expected.at !== undefined)
      differ('the place of the block', call.at, expected.at);
    return told(call, 'toHaveBeenBlocked', differences, `it was blocked at the ${call.at ?? ''}`);
  },

  /** The browser asked permission first. */
  toHavePreflighted(traffic: Traffic, expected: PreflightExpected = {}) {
    const differences: string[] = [];
    const differ = differInto(differences);
    const preflights = traffic.observation.wire.filter(exchangeIsPreflight);
    const [first] = preflights;
    if (!first) differ('preflight', 'none', expected.method ?? 'one');
    else {
      const asked = (name: string) => get(first.requestHeaders, `access-control-request-${name}`);
      if (expected.method !== undefined)
        differ('Access-Control-Request-Method', asked('method'), expected.method);
      if (expected.headers !== undefined)
        differ('Access-Control-Request-Headers', asked('headers'), expected.headers.join(',') || null);
    }
    return told(traffic, 'toHavePreflighted', differences, 'the browser asked permission first');
  },

  /** The last request that was no preflight had these headers, by lower-case name; null means absent. */
  toHaveSent(traffic: Traffic, headers: Record<string, string | null> = {}) {
    const differences: string[] = [];
    const differ = differInto(differences);
    const last = traffic.observation.wire.findLast((exchange) => !exchangeIsPreflight(exchange));
    if (!last) differ('the request', 'not on the wire', 'sent');
    else
      for (const [name, value] of Object.entries(headers)) {
        const wanted = value === null ? null : resolveText(value, addressesOf(traffic));
        differ(`the header ${name} of the request`, get(last.requestHeaders, name), wanted);
      }
    return told(traffic, 'toHaveSent', differences, 'the request was sent so');
  },
});

function addressesOf({ plan }: Traffic) {
  return nominalAddresses(plan.origins);
}

/** `held` says, for `.not`, what was so. */
function told(traffic: Traffic, name: string, differences: string[], held: string) {
  const pass = differences.length === 0;
  const { plan, engine, observation } = traffic;
  const { origin, context } = plan.from;
  const caller = `${context === 'document' ? 'a page' : `a ${context}`} at ${plan.origins[origin]?.origin ?? origin}`;
  const what =
    'via' in traffic ? `${plan.id} via ${String(traffic.via)} from ${caller}` : `code of ${caller}`;
  const seen = (pass ? [held] : differences).map((line) => `  ${line}`);
  const wire = traceWire(observation).map((line) => `  ${line}`);
  const said = observation.console.map((line) => `  ${line}`);
  const message = () =>
    [
      `${pass ? 'not.' : ''}${name}: ${what} in ${engine.engine} ${engine.version} (${engine.build})`,
      ['Seen:', ...seen].join('\n'),
      ['On the wire:', ...wire].join('\n'),
      ...(said.length > 0 ? [[`${engine.engine} says:`, ...said].join('\n')] : []),
    ].join('\n\n');
  return { pass, name, message };
}
