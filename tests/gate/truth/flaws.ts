/** Puts one mistake into a right server. */
import { change, drawCondition, type Flaw } from './conditions.ts';
import { partsOf, type DrawnPolicy } from './policy.ts';
import { drawForeignTest, drawLaxTest } from './origin-flaws.ts';
import type { Random } from './random.ts';
import { drawSettingFlaw } from './setting-flaws.ts';
import type { CorsSettings, Decision, OriginTest, ServerSpec } from './spec.ts';

/** The server with one more mistake, or null where the draw has no meaning for the policy. */
export function drawFlaw(
  spec: ServerSpec,
  policy: DrawnPolicy,
  random: Random,
): { spec: ServerSpec; flaw: Flaw } | null {
  const kind = random.next();
  if (kind < 0.35) return drawSettingFlaw(spec, policy, random);
  const { origins } = policy.rule;
  if (kind < 0.47) return origins === 'none' ? null : refuse(spec, policy, random);
  return origins === 'any' ? null : admit(spec, policy, random);
}

function admit(spec: ServerSpec, policy: DrawnPolicy, random: Random): { spec: ServerSpec; flaw: Flaw } {
  const { rule } = policy;
  const listed = Array.isArray(rule.origins) ? rule.origins : [];
  if (listed.length > 0 && random.chance(0.12)) return decideByOtherHeader(spec, listed, random);
  if (random.chance(0.07)) {
    const when = drawCondition(policy, random);
    const decision: Decision = { by: 'origin', admit: [{ kind: 'everything' }], missing: 'refused' };
    const set = { decision, allowOrigin: 'star', vary: 'always' } as const;
    return { spec: change(spec, when, set), flaw: { kind: 'admits', id: 'star', when } };
  }
  if (listed.length > 0 && spec.cors.allowOrigin === 'echo' && random.chance(0.05)) {
    const set: Partial<CorsSettings> = { refusal: 'star' };
    return { spec: change(spec, {}, set), flaw: { kind: 'admits', id: 'star for others', when: {} } };
  }
  const { id, test } =
    rule.refused.length > 0 && random.chance(0.2)
      ? { id: 'a refused origin', test: { kind: 'exact' as const, texts: rule.refused } }
      : listed.length > 0 && random.chance(0.7)
        ? drawLaxTest(random.pick(listed), listed, random)
        : drawForeignTest(random);
  const when = drawCondition(policy, random);
  const set = withTests(spec, rule.origins, [test], random);
  return { spec: change(spec, when, set), flaw: { kind: 'admits', id, when } };
}

/** Settings that admit as the right ones do, and by the tests too. A fixed answer becomes one that is decided. */
function withTests(
  { cors }: ServerSpec,
  origins: DrawnPolicy['rule']['origins'],
  tests: OriginTest[],
  random: Random,
): Partial<CorsSettings> {
  const listed = Array.isArray(origins) ? origins : [];
  const fixed = cors.allowOrigin === 'fixed';
  const own: OriginTest[] = fixed ? [{ kind: 'exact', texts: listed }] : cors.decision.admit;
  const vary = cors.vary === 'never' ? 'always' : cors.vary;
  const opened = origins === 'none' ? { preflightStatus: random.pick([200, 204]) } : {};
  return {
    decision: { ...cors.decision, admit: [...own, ...tests] },
    ...(fixed ? { allowOrigin: 'echo' as const } : {}),
    vary,
    ...opened,
  };
}

function decideByOtherHeader(
  spec: ServerSpec,
  listed: readonly string[],
  random: Random,
): { spec: ServerSpec; flaw: Flaw } {
  const texts = listed.map((one) => {
    const { scheme, host, port } = partsOf(one);
    return `${scheme}://${host}${port}`;
  });
  const missing = random.pick(['refused', 'admitted'] as const);
  const decisions: Decision[] = [
    { by: 'referer', admit: [{ kind: 'prefix', texts, of: 'origin' }], missing },
    {
      by: 'referer',
      admit: [{ kind: 'prefix', texts: texts.map((one) => `${one}/`), of: 'origin' }],
      missing,
    },
    { by: 'referer', admit: [{ kind: 'substring', texts }], missing },
    { by: 'sec-fetch-site', admit: [{ kind: 'exact', texts: ['same-site', 'same-origin'] }], missing },
  ];
  const decision = random.pick(decisions);
  const set: Partial<CorsSettings> = { decision, allowOrigin: 'echo', refusal: 'silent', vary: 'always' };
  return { spec: change(spec, {}, set), flaw: { kind: 'admits', id: `by ${decision.by}`, when: {} } };
}

/** A declared origin that is not admitted. */
function refuse(spec: ServerSpec, policy: DrawnPolicy, random: Random): { spec: ServerSpec; flaw: Flaw } {
  const listed = Array.isArray(policy.rule.origins) ? policy.rule.origins : [];
  const ways: [id: string, tests: OriginTest[]][] = [['nobody is admitted', []]];
  if (listed.length > 0) {
    const lost = random.pick(listed);
    const rest = listed.filter((one) => one !== lost);
    const { scheme, host, port, pattern } = partsOf(lost);
    const keep = rest.map((one) => testOf(one));
    const start = `^${scheme}:\\/\\/`;
    const end = `${(host + port).replaceAll('.', '\\.')}$`;
    ways.push(['an origin is missing', keep]);
    ways.push([
      'a trailing slash in the list',
      [...keep, { kind: 'exact', texts: [`${scheme}://${host}${port}/`] }],
    ]);
    ways.push(['a host in the list', [...keep, { kind: 'exact', texts: [host + port] }]]);
    if (pattern)
      ways.push(
        [
          'one label of a pattern',
          [...keep, { kind: 'regexp', source: `${start}[^.]+\\.${end}`, flags: '' }],
        ],
        ['letters of a pattern', [...keep, { kind: 'regexp', source: `${start}[a-z]+\\.${end}`, flags: '' }]],
      );
  } else ways.push(['a list instead of all', [{ kind: 'exact', texts: ['https://www.example.com'] }]]);
  const [id, tests] = random.pick(ways);
  const when = drawCondition(policy, random);
  const decision: Decision = { by: 'origin', admit: tests, missing: 'refused' };
  const set: Partial<CorsSettings> = { decision, allowOrigin: 'echo', refusal: 'silent', vary: 'always' };
  return { spec: change(spec, when, set), flaw: { kind: 'refuses', id, when } };
}

function testOf(origin: string): OriginTest {
  const { scheme, host, port, pattern } = partsOf(origin);
  if (!pattern) return { kind: 'exact', texts: [origin] };
  return {
    kind: 'regexp',
    source: `^${scheme}:\\/\\/.+\\.${(host + port).replaceAll('.', '\\.')}$`,
    flags: '',
  };
}
