import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import { tellFailure, traceWire } from '../../../src/judge/words.ts';
import { assemble, writeResults } from '../../../src/report/assemble.ts';
import { reportLine } from '../../../src/report/lines.ts';
import { resultOf } from '../../../src/report/result.ts';
import { ENGINE, exchange, observation, planOf, preflight } from '../support.ts';

const folder = mkdtempSync(join(tmpdir(), 'corsproof-unit-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const plan = planOf('- id: c\n  expect: { outcome: allowed }');
const seen = observation({ outcome: 'allowed', status: 200 }, [exchange()]);
const result = resultOf({
  plan,
  via: 'fetch',
  engine: ENGINE,
  observation: seen,
  judgement: judge(plan, 'fetch', seen, ENGINE),
});

test('lines of several workers become one file that its schema holds, without half-written lines', () => {
  const run = {
    kind: 'run',
    schema: 1,
    runId: 'r',
    startedAt: new Date(0).toISOString(),
    suite: 's',
    playwright: '1',
    node: 'v20',
    os: 'linux',
    shard: null,
    corpus: 'h',
  };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(run));
  writeFileSync(
    join(folder, 'worker-a-0.jsonl'),
    `${JSON.stringify({ kind: 'engine', ...ENGINE, thirdPartyCookies: 'unknown' })}\n${JSON.stringify(result)}\n{"kind":"res`,
  );
  writeFileSync(
    join(folder, 'worker-a-1.jsonl'),
    `${JSON.stringify({ ...result, via: 'xhr' })}\n${JSON.stringify({ kind: 'engine', ...ENGINE, thirdPartyCookies: 'blocked' })}\n`,
  );
  const assembled = assemble(folder, 2500);
  const file = join(folder, 'results.jsonl');
  writeResults(file, assembled);
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => reportLine.parse(JSON.parse(line)));
  expect(lines.map(({ kind }) => kind)).toEqual(['run', 'engine', 'result', 'result', 'end']);
  expect(lines[1]).toMatchObject({ thirdPartyCookies: 'blocked' });
  expect(lines.at(-1)).toMatchObject({ total: 2, conforms: 2, violates: 0, seconds: 2.5 });
  expect(lines.at(-1)).not.toHaveProperty('interrupted');
  writeFileSync(join(folder, 'interrupted'), '');
  expect(assemble(folder, 2500).end).toMatchObject({ total: 2, interrupted: true });
});

test('a feature that the engine lacks is told in a sentence', () => {
  const failure = { code: 'unsupported', feature: 'WebGL' } as const;
  const lacking = observation({ outcome: 'harness-error', unsupported: 'WebGL', ms: 1 }, [], { failure });
  const judgement = judge(plan, 'fetch', lacking, ENGINE);
  const { verdict, reason, notes, steps } = resultOf({
    plan,
    via: 'fetch',
    engine: ENGINE,
    observation: lacking,
    judgement,
  });
  const sentence = 'this engine has no WebGL';
  expect({ verdict, reason, notes }).toEqual({ verdict: 'unsupported', reason: sentence, notes: [sentence] });
  expect(steps).toEqual([{ outcome: 'harness-error', ms: 1, message: sentence }]);
});

test('roles on the wire', () => {
  const wire = [
    preflight(),
    exchange({ status: 302, responseHeaders: [['location', '/x']] }),
    exchange({ path: '/x' }),
  ];
  const redirected = resultOf({
    plan,
    via: 'fetch',
    engine: ENGINE,
    observation: { ...seen, wire },
    judgement: judge(plan, 'fetch', seen, ENGINE),
  });
  expect(redirected.wire.map(({ role }) => role)).toEqual(['preflight', 'actual', 'redirect']);
});

test('a failure reads: requirement and link, differences, wire, how to see it again', () => {
  const failing = observation(
    { outcome: 'blocked', error: 'TypeError', message: 'Failed to fetch' },
    [exchange()],
    { console: ['blocked by CORS policy'] },
  );
  const text = tellFailure({
    plan,
    via: 'fetch',
    engine: ENGINE,
    observation: failing,
    judgement: judge(plan, 'fetch', failing, ENGINE),
  });
  for (const part of [
    'area/file/c via fetch: violates in chromium 156.0.1 (chromium)',
    'https://fetch.spec.whatwg.org/#cors-check',
    'outcome is blocked, not allowed',
    '--> GET http://api.example.com:8080/item, connection 1',
    'access-control-allow-origin: http://app.example.com',
    'the page saw: blocked (TypeError, Failed to fetch)',
    'chromium says:\n  blocked by CORS policy',
    'npx corsproof serve area/file/c',
  ])
    expect(text).toContain(part);
});

test('of what was cut off nobody says that nothing was sent', () => {
  const none = observation({ outcome: 'blocked' }, [], { fences: [] });
  expect(traceWire(none)).toContain('nothing was sent');
  expect(traceWire({ ...none, steps: [], failure: { code: 'engine', message: 'the page died' } })).toEqual([
    'nothing was recorded',
  ]);
});
