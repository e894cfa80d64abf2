/** The headers themselves, and the caches that act on them. */
import { CORS_SAFELISTED_METHODS } from '../fetch/methods.ts';
import type { CheckPlan } from '../plan/check.ts';
import type { CasePlan, Client, HeaderPairs } from '../plan/types.ts';
import { APPLICATION_ORIGINS } from './hostile.ts';
import { EVIL, pageName, type Call, type Make, type PlannedRule } from './make-check.ts';
import { isTrusted, samplesOf } from './origins.ts';

/** Tried without a browser, since it is about headers that no page shows. */
export function hygiene({ rule }: PlannedRule, make: Make): CasePlan[] {
  const method = CORS_SAFELISTED_METHODS.find((one) => rule.methods.includes(one)) ?? 'GET';
  const [trusted] = samplesOf(rule.origins);
  const call = (origin: string | null, more: HeaderPairs = []): Call => ({
    method,
    headers: [...(origin === null ? [] : ([['origin', origin]] as HeaderPairs)), ...more],
    outcome: 'allowed',
  });
  const via: Client[] = ['http'];
  const asked = [...(trusted === undefined ? [] : [trusted]), EVIL];
  const cookie: HeaderPairs = [['cookie', 'session=corsproof']];
  const about = (subject: NonNullable<CheckPlan['subject']>) => ({
    kind: 'hygiene' as const,
    page: null,
    via,
    name: subject,
    check: { subject },
  });
  return [
    make({
      ...about('headers'),
      title: 'every CORS header stands once and is well formed',
      calls: [...asked, null].map((one) => call(one)),
    }),
    make({
      ...about('vary'),
      title: 'answers that differ by origin say so to caches',
      calls: [...asked, null].map((one) => call(one)),
    }),
    make({
      ...about('cookie'),
      title: 'the policy is the same each time, and with a cookie',
      calls: asked.flatMap((one) => [call(one), call(one), call(one, cookie), call(one, cookie)]),
    }),
    ...(rule.origins === 'any'
      ? []
      : [
          make({
            ...about('applications'),
            title: 'origins of applications and files are not admitted',
            calls: APPLICATION_ORIGINS.map((one) => call(one)),
          }),
        ]),
    ...(trusted === undefined
      ? []
      : [
          make({
            ...about('redirect'),
            title: 'the URL itself answers, without a redirect',
            calls: [call(trusted)],
          }),
        ]),
  ];
}

export function poisoning({ rule }: PlannedRule, make: Make): CasePlan[] {
  const [first, second] = samplesOf(rule.origins);
  if (first === undefined || !rule.methods.includes('GET')) return [];
  const read = (method: string, origin: string, index: number): Call => ({
    method,
    outcome: isTrusted(rule.origins, origin) ? 'allowed' : 'blocked',
    from: { origin: pageName(index), context: 'document' },
  });
  // Whoever is refused, then whoever else is allowed, then the one that wants to read.
  const pages = [EVIL, ...(second === undefined ? [] : [second]), first];
  return [
    make({
      kind: 'poisoning',
      name: '',
      title: `behind a shared cache, ${first} can read what others have asked for before`,
      page: EVIL,
      more: pages.slice(1),
      calls: [
        ...pages.map((origin, index) => read('GET', origin, index)),
        // Past the cache, to see what the server itself says.
        read('HEAD', first, pages.length - 1),
      ],
      check: { throughCache: true },
    }),
  ];
}
