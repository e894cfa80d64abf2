/** The headers themselves, and the caches that act on them. */
import type { CasePlan, Client, HeaderPairs } from '../plan/types.ts';
import { APPLICATION_ORIGINS } from './hostile.ts';
import { EVIL, SAFELISTED_METHODS, type Call, type Make, type PlannedRule } from './make-check.ts';
import { isTrusted, samplesOf } from './origins.ts';

/** Tried without a browser, since it is about headers that no page shows. */
export function hygiene({ rule }: PlannedRule, make: Make): CasePlan[] {
  const method = SAFELISTED_METHODS.find((one) => rule.methods.includes(one)) ?? 'GET';
  const [trusted] = samplesOf(rule.origins);
  const call = (origin: string | null, more: HeaderPairs = []): Call => ({
    method,
    headers: [...(origin === null ? [] : ([['origin', origin]] as HeaderPairs)), ...more],
    outcome: 'allowed',
  });
  const via: Client[] = ['http'];
  const asked = [...(trusted === undefined ? [] : [trusted]), EVIL];
  const cookie: HeaderPairs = [['cookie', 'session=corsproof']];
  const common = { kind: 'hygiene' as const, page: null, via };
  return [
    make({
      ...common,
      name: 'headers',
      title: 'every CORS header stands once and is well formed',
      calls: [...asked, null].map((one) => call(one)),
    }),
    make({
      ...common,
      name: 'vary',
      title: 'answers that differ by origin say so to caches',
      calls: [...asked, null].map((one) => call(one)),
    }),
    make({
      ...common,
      name: 'cookie',
      title: 'a cookie does not change the policy',
      calls: asked.flatMap((one) => [call(one), call(one, cookie)]),
    }),
    ...(rule.origins === 'any'
      ? []
      : [
          make({
            ...common,
            name: 'applications',
            title: 'origins of applications and files are not admitted',
            calls: APPLICATION_ORIGINS.map((one) => call(one)),
          }),
        ]),
    ...(trusted === undefined
      ? []
      : [
          make({
            ...common,
            name: 'redirect',
            title: 'the URL itself answers, without a redirect',
            calls: [call(trusted)],
          }),
        ]),
  ];
}

export function poisoning({ rule }: PlannedRule, make: Make): CasePlan[] {
  const [first, second] = samplesOf(rule.origins);
  if (first === undefined || !rule.methods.includes('GET')) return [];
  const before = rule.origins === 'any' || second === undefined ? EVIL : second;
  const read = (origin: string, from: string): Call => ({
    method: 'GET',
    cache: 'default',
    outcome: isTrusted(rule.origins, origin) ? 'allowed' : 'blocked',
    from: { origin: from, context: 'document' },
  });
  return [
    make({
      kind: 'poisoning',
      name: '',
      title: `behind a shared cache, ${first} can read what ${before} has asked for before`,
      page: before,
      more: [first],
      calls: [read(before, 'page'), read(first, 'page2')],
      check: { fresh: true, throughCache: true },
    }),
  ];
}
