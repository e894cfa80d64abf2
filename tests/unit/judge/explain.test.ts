/** An explanation tells the request, every decision with its link, the traffic, the outcome, and what would turn it. */
import { expect, test } from 'vitest';
import { predict } from '../../../src/fetch/predict.ts';
import { tellExplanation } from '../../../src/judge/explain.ts';
import { loadCorpus } from '../../../src/plan/corpus.ts';
import { expand, planOf, scenario } from '../support.ts';

const refused = planOf(`- id: refused
  title: PUT is refused
  request: { method: PUT, headers: { x-a: $app } }
  routes: { api/item: { preflight: { headers: { access-control-allow-origin: $app } } } }
  expect: { outcome: blocked, at: preflight, preflight: { headers: [x-a] } }
  twin: allowed
- id: allowed
  title: PUT is allowed
  request: { method: PUT, headers: { x-a: $app } }
  routes: { api/item: { cors: { origin: $app, methods: [PUT], headers: [x-a] } } }
  expect: { outcome: allowed, preflight: { headers: [x-a] } }`);

test('a block is told from the request to what would turn it', () => {
  expect(tellExplanation(refused, 'fetch')).toEqual([
    'area/file/refused via fetch: blocked at the preflight',
    '',
    'The case:',
    '  PUT is refused',
    '  https://fetch.spec.whatwg.org/#cors-check',
    '',
    'Request:',
    '  PUT http://api.example.com:8080/item',
    '  from: document of http://app.example.com',
    '  credentials mode: same-origin',
    '  header x-a: http://app.example.com',
    'Decisions:',
    '  1. The response tainting is cors: http://api.example.com:8080 is another origin than `http://app.example.com`; PUT is not a CORS-safelisted method, which asks for a preflight',
    '     https://fetch.spec.whatwg.org/#concept-main-fetch',
    '  2. The CORS-preflight fetch fails: Access-Control-Allow-Methods is absent or empty, which does not admit PUT  <== decides',
    '     https://fetch.spec.whatwg.org/#cors-preflight-fetch-0',
    'Traffic:',
    '  --> OPTIONS http://api.example.com:8080/item (preflight)',
    '        Origin: http://app.example.com',
    '        Access-Control-Request-Method: PUT',
    '        Access-Control-Request-Headers: x-a',
    '  <-- 204',
    '        Access-Control-Allow-Origin: http://app.example.com',
    'Outcome:',
    '  blocked at the preflight (TypeError)',
    '',
    'Smallest change that turns it (2 facts together):',
    '  1. in the preflight answer of http://api.example.com:8080/item, add Access-Control-Allow-Methods: PUT',
    '  2. in the preflight answer of http://api.example.com:8080/item, add Access-Control-Allow-Headers: x-a',
  ]);
});

test('an allowed response says what can be read, and that the CORS check decided', () => {
  const told = tellExplanation(
    planOf(`- id: get
  title: GET is allowed
  request: { credentials: include }
  routes: { api/item: { cors: { origin: $app, credentials: true, expose: [x-a] }, response: { headers: { x-a: '1' } } } }
  expect: { outcome: allowed }`),
    'xhr',
  );
  expect(told).toContain('  withCredentials: true');
  expect(told.find((line) => line.endsWith('<== decides'))).toMatch(/The CORS check succeeds/);
  expect(told.find((line) => line.includes('script can read'))).toMatch(/x-a/);
  expect(told.at(-1)).toBe(
    'Smallest change that turns it: in the response of http://api.example.com:8080/item, drop Access-Control-Allow-Origin',
  );
});

test('steps are numbered, and an expectation that the standard does not share is told', () => {
  const { plans } = expand(
    scenario(`- id: steps
  title: Twice
  steps:
    - { expect: { outcome: blocked, at: response } }
    - reload: true
    - wait-max-age: 1
    - { request: { url: app/own }, expect: { outcome: allowed } }
  routes: { app/own: { response: {} } }`),
  );
  const told = plans[0] ? tellExplanation(plans[0], 'fetch') : [];
  expect(told.filter((line) => line.startsWith('Step'))).toEqual([
    'Step 1:',
    'Step 2:',
    'Step 3:',
    'Step 4:',
  ]);
  expect(told).toContain('  but the case expects blocked at the response');
  expect(told).toContain('a max-age of 1 s passes');
  expect(told.at(-1)).toBe(
    'Smallest change that turns it: nothing taken from an answer can, for no CORS check is made',
  );
});

test('what the model leaves out is told instead of a decision', () => {
  const told = tellExplanation(
    planOf(`- id: integrity
  title: Integrity
  request: { integrity: sha256-x }
  expect: { outcome: allowed }`),
    'fetch',
  );
  expect(told[0]).toBe('area/file/integrity via fetch: not predicted');
  expect(told).toContain(
    '  not predicted: The model leaves out whether the integrity metadata match the body',
  );
  expect(told).not.toContain('Decisions:');
  expect(told.at(-1)).toBe('Smallest change that turns it: not known, for nothing is predicted');
});

test('every step of the corpus that is predicted has one decision that is marked', () => {
  for (const plan of loadCorpus(['scenarios']).plans)
    for (const via of plan.via) {
      const predicted = predict(plan, via).steps.filter(({ outcome }) => outcome !== 'unknown');
      const marked = tellExplanation(plan, via).filter((line) => line.endsWith('  <== decides'));
      expect(marked, `${plan.id} via ${via}`).toHaveLength(predicted.length);
    }
});
