/** Runs made up for the report: as many results as are asked for, and texts that want to break out. */
import { VERDICTS } from '../../src/judge/verdict.ts';
import { assembleLines, type Assembled, type CaseLine } from '../../src/report/assemble.ts';
import type { EngineLine, RunLine, WireLine } from '../../src/report/lines.ts';

const ENGINES = ['chromium', 'firefox', 'webkit'] as const;

export const RUN: RunLine = {
  kind: 'run',
  schema: 1,
  runId: 'made',
  startedAt: '2026-01-02T03:04:05.000Z',
  suite: 'corsproof',
  playwright: '1',
  node: 'v20',
  os: 'linux',
  shard: null,
  corpus: 'made',
};

export function engineLine(engine: (typeof ENGINES)[number], version = '1.2.3'): EngineLine {
  return {
    kind: 'engine',
    engine,
    build: engine,
    version,
    driver: 'playwright',
    thirdPartyCookies: 'blocked',
  };
}

export function exchange(change: Partial<WireLine> = {}): WireLine {
  return {
    t: 1,
    conn: 1,
    step: 0,
    role: 'actual',
    from: 'http://app.example.com',
    to: 'http://api.example.com:8080',
    method: 'GET',
    path: '/item',
    requestHeaders: [['Origin', 'http://app.example.com']],
    status: 200,
    responseHeaders: [['access-control-allow-origin', 'http://app.example.com']],
    ms: 1,
    ...change,
  };
}

export function resultLine(change: Partial<CaseLine> = {}): CaseLine {
  const engine = change.engine ?? 'chromium';
  return {
    kind: 'result',
    id: 'area/file/case',
    via: 'fetch',
    engine,
    build: engine,
    version: '1.2.3',
    verdict: 'conforms',
    title: 'A fact about a case',
    spec: ['fetch#cors-check'],
    file: 'scenarios/area/file.yaml',
    line: 3,
    planHash: 'hash',
    attempt: 1,
    interference: false,
    from: { origin: 'http://app.example.com', context: 'document' },
    expected: { outcome: 'allowed' },
    observed: { outcome: 'allowed', status: 200, preflight: 'none' },
    steps: [{ outcome: 'allowed', status: 200, type: 'cors', ms: 2 }],
    differences: [],
    notes: [],
    decidedBy: null,
    reason: null,
    wire: [exchange()],
    console: [],
    divergence: null,
    ms: 3,
    ...change,
  };
}

/** A run of three engines. */
export function assembled(
  results: readonly CaseLine[],
  versions: Partial<Record<string, string>> = {},
): Assembled {
  const engines = ENGINES.map((engine) => engineLine(engine, versions[engine]));
  return assembleLines(RUN, [...engines, ...results], 1);
}

/** So many results: cases of some files, through fetch and XHR, in three engines. */
export function many(count: number): CaseLine[] {
  return Array.from({ length: count }, (_, index) => {
    const place = Math.floor(index / 6);
    const engine = ENGINES[index % 3] ?? 'chromium';
    const [area, file] = [place % 10, place % 120];
    return resultLine({
      id: `area-${area}/file-${file}/case-${place}`,
      title: `Fact ${place} holds`,
      file: `scenarios/area-${area}/file-${file}.yaml`,
      line: place,
      engine,
      via: index % 6 < 3 ? 'fetch' : 'xhr',
      verdict: index % 97 === 0 ? 'diverges' : 'conforms',
      divergence: index % 97 === 0 ? { bug: null, reason: `Reason ${index % 5}` } : null,
      wire: [exchange({ t: index }), exchange({ t: index + 1, role: 'redirect', path: `/${index}` })],
    });
  });
}

const MARKUP = `"'></script></style><img src=x onerror="globalThis.broken=1"><script>globalThis.broken=2</script>`;
const RIGHT_TO_LEFT = 'שלום \u202Eevil\u2066 مرحبا';
const LONG = 'very-long-'.repeat(300);
/** Everything that a server, an engine or an author could put into a field. */
export const HOSTILE = `${MARKUP} ${RIGHT_TO_LEFT} {{7*7}} \${1} ]]> --> \u0000\u001b[31m ${LONG}`;

/** A result of every verdict, with hostile text in every field that holds text. */
export function hostile(): CaseLine[] {
  const pairs: [string, string][] = [
    [HOSTILE, HOSTILE],
    ['access-control-allow-origin', HOSTILE],
  ];
  return VERDICTS.flatMap((verdict, index) =>
    ENGINES.map((engine) =>
      resultLine({
        id: `area/file/${index}${HOSTILE}`,
        title: HOSTILE,
        verdict,
        engine,
        spec: ['javascript:globalThis.broken=3', HOSTILE],
        file: HOSTILE,
        from: { origin: HOSTILE, context: 'document' },
        expected: { [HOSTILE]: HOSTILE, body: { [HOSTILE]: [HOSTILE] } },
        observed: { outcome: HOSTILE, at: HOSTILE, error: HOSTILE },
        steps: [{ outcome: 'blocked', error: HOSTILE, message: HOSTILE, [HOSTILE]: HOSTILE }],
        differences: [HOSTILE],
        notes: [HOSTILE],
        decidedBy: HOSTILE,
        reason: HOSTILE,
        wire: [
          exchange({
            to: HOSTILE,
            method: HOSTILE,
            path: HOSTILE,
            requestHeaders: pairs,
            responseHeaders: pairs,
            body: HOSTILE,
          }),
        ],
        console: [HOSTILE],
        divergence: { bug: 'javascript:globalThis.broken=4', reason: HOSTILE },
        target: `https://${HOSTILE}`,
        rule: HOSTILE,
        check: index % 2 === 0 ? 'hostile' : HOSTILE,
        tries: [
          {
            id: HOSTILE,
            class: HOSTILE,
            origin: HOSTILE,
            via: 'fetch',
            method: HOSTILE,
            path: HOSTILE,
            headers: [HOSTILE],
            credentials: 'include',
            identity: HOSTILE,
            stage: 'browser',
            expected: 'blocked',
            outcome: 'allowed',
            at: HOSTILE,
            status: 200,
            bodyRead: true,
            credentialRode: [HOSTILE],
            carriedOut: true,
            cause: HOSTILE,
            count: 2,
          },
        ],
        causes: [
          {
            id: 'reflects-origin',
            subject: HOSTILE,
            severity: 'critical',
            title: HOSTILE,
            seen: 1,
            of: 2,
            worst: HOSTILE,
            proof: 'browser',
            fix: [HOSTILE],
            ...(index % 2 === 0 ? {} : { accepted: { reason: HOSTILE, until: HOSTILE } }),
          },
        ],
        severity: 'critical',
      }),
    ),
  );
}
