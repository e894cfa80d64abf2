/** Doctored observations of a target: each mistake is found, and named with its fix. */
import { describe, expect, test } from 'vitest';
import type { HeaderPairs } from '../../../src/plan/types.ts';
import { APP, verdictOf, type Seen } from './doctored.ts';

const good: HeaderPairs = [
  ['access-control-allow-origin', APP],
  ['access-control-allow-credentials', 'true'],
  ['vary', 'Origin'],
];

describe('a target that does as the policy says', () => {
  const answered: HeaderPairs = [
    ...good,
    ['access-control-allow-methods', 'GET, PUT'],
    ['access-control-allow-headers', 'content-type'],
    ['access-control-max-age', '600'],
  ];
  test.each<[string, Seen[]]>([
    [
      'works/https-app.example.com/method=PUT',
      [{ answer: good, preflight: { status: 204, headers: answered } }],
    ],
    ['preflight', [{ answer: good, preflight: { status: 204, headers: answered } }]],
    ['expose', [{ answer: [...good, ['x-total', '1']], readable: ['content-type', 'x-total'] }]],
    ['errors/404', [{ status: 404, answer: good }]],
    [
      'refused/method=PATCH',
      [{ outcome: 'blocked', sent: false, preflight: { status: 204, headers: answered } }],
    ],
    ['hostile/any', [{ outcome: 'blocked' }]],
    ['hygiene/vary', [{ answer: good }, { answer: [['vary', 'Origin']] }, { answer: [['vary', 'Origin']] }]],
    ['hygiene/cookie', [{ answer: good }]],
    ['hygiene/applications', [{ answer: [] }]],
    ['poisoning', [{ outcome: 'blocked' }, { answer: good }]],
  ])('%s', (name, seen) => {
    expect(verdictOf(name, seen)).toMatchObject({ verdict: 'conforms', differences: [] });
  });
});

describe('a mistake is found, and its fix named', () => {
  type Mistake = [name: string, seen: Seen[], severity: string, message: string, fix: string];
  const mistakes: Mistake[] = [
    [
      'hostile/any',
      [{ answer: [['access-control-allow-origin', 'https://evil.test']], cookie: 'corsproof-none=1' }],
      'critical',
      "with the user's cookie",
      'compare the whole Origin header',
    ],
    [
      'hostile/any',
      [{ outcome: 'blocked' }, { answer: [['access-control-allow-origin', 'https://evil.test']] }],
      'high',
      'no cookie rode',
      'anchor patterns',
    ],
    [
      'hostile/any',
      [{ answer: [['access-control-allow-origin', '*']] }, { outcome: 'blocked' }],
      'medium',
      'reads the answer',
      'instead of *',
    ],
    [
      'hostile/null-sandbox',
      [{ answer: [['access-control-allow-origin', 'null']] }],
      'high',
      'a sandboxed frame',
      'never allow null',
    ],
    [
      'works/https-app.example.com/method=GET',
      [{ outcome: 'blocked', answer: [] }],
      'high',
      'no Access-Control-Allow-Origin',
      'always',
    ],
    [
      'works/https-app.example.com/method=GET',
      [
        {
          outcome: 'blocked',
          answer: [
            ['access-control-allow-origin', APP],
            ['access-control-allow-origin', APP],
          ],
        },
      ],
      'high',
      'stands 2 times',
      'not both',
    ],
    [
      'works/https-app.example.com/method=GET',
      [{ outcome: 'blocked', answer: [['access-control-allow-origin', `${APP}/`]] }],
      'high',
      'no serialised origin',
      `write ${APP}`,
    ],
    [
      'works/https-app.example.com/method=GET',
      [{ status: 405, answer: good }],
      'medium',
      'answers 405',
      'handle GET',
    ],
    [
      'works/https-app.example.com/method=PUT',
      [{ outcome: 'blocked', sent: false, preflight: { status: 401, headers: [] } }],
      'high',
      'answered 401',
      'before authentication',
    ],
    [
      'works/https-app.example.com/method=PUT',
      [{ outcome: 'blocked', sent: false, preflight: { status: 301, headers: [] } }],
      'high',
      'answered 301',
      'no redirect',
    ],
    [
      'works/https-app.example.com/method=PUT',
      [{ outcome: 'blocked', sent: false, preflight: { status: 405, headers: [] } }],
      'high',
      'answered 405',
      'handle OPTIONS',
    ],
    [
      'preflight',
      [
        {
          answer: good,
          preflight: {
            status: 204,
            headers: [
              ['access-control-allow-methods', 'GET, PUT, DELETE'],
              ['access-control-max-age', '600'],
            ],
          },
        },
      ],
      'low',
      'allows DELETE',
      'GET, PUT',
    ],
    [
      'preflight',
      [{ answer: good, preflight: { status: 204, headers: [['access-control-max-age', '-1']] } }],
      'low',
      'no number of seconds',
      'digits',
    ],
    [
      'expose',
      [{ answer: [...good, ['x-total', '1']], readable: [] }],
      'medium',
      'cannot read x-total',
      'Access-Control-Expose-Headers',
    ],
    [
      'expose',
      [{ answer: [...good, ['x-total', '1']], readable: ['x-total', 'x-debug'] }],
      'low',
      'can read x-debug',
      'only what pages need',
    ],
    ['errors/404', [{ outcome: 'blocked', status: 404, answer: [] }], 'medium', 'cannot read', 'always'],
    [
      'refused/method=PATCH',
      [{ answer: good, preflight: { status: 204, headers: [] } }],
      'medium',
      'PATCH is allowed',
      'Access-Control-Allow-Methods',
    ],
    ['refused/header', [{ answer: good }], 'low', 'is allowed', 'instead of *'],
    [
      'hygiene/vary',
      [{ answer: good }, { answer: [] }, { answer: [] }],
      'medium',
      'no Vary: Origin',
      'every answer',
    ],
    [
      'hygiene/cookie',
      [{ answer: good }, { answer: good }, { answer: [['access-control-allow-origin', '*']] }],
      'medium',
      'a cookie changes the policy',
      'Origin header alone',
    ],
    ...[
      [{ answer: good }, { answer: [] }],
      [{ answer: good }, { answer: good }, { answer: [] }, { answer: good }],
    ].map((seen): Mistake => ['hygiene/cookie', seen, 'high', 'differently the second time', 'lastIndex']),
    [
      'hygiene/applications',
      [{ answer: [['access-control-allow-origin', 'capacitor://localhost']] }],
      'medium',
      'capacitor://localhost',
      'off the list',
    ],
    [
      'hygiene/redirect',
      [{ status: 301, answer: [['location', 'https://api.example.com/items/']] }],
      'medium',
      'answers 301',
      'final URL',
    ],
    [
      'poisoning',
      [{ outcome: 'blocked' }, { outcome: 'blocked', answer: [], fromCache: true }, { answer: good }],
      'high',
      'behind a shared cache',
      'Vary: Origin',
    ],
    [
      'hostile/any',
      [
        {
          outcome: 'blocked',
          answer: [],
          preflight: { status: 204, headers: [['access-control-allow-origin', '*']] },
        },
      ],
      'high',
      'carried out',
      'in the preflight and in the answer',
    ],
    [
      'refused/method=PATCH',
      [{ outcome: 'blocked', answer: [], preflight: { status: 204, headers: good } }],
      'medium',
      'was sent',
      'Access-Control-Allow-Methods: GET, PUT',
    ],
    [
      'preflight',
      [
        {
          answer: good,
          preflight: { status: 204, headers: [...good, ['access-control-allow-headers', 'x-key']] },
        },
      ],
      'low',
      'allows the headers x-key',
      'Access-Control-Allow-Headers: content-type',
    ],
    [
      'hygiene/headers',
      [{ answer: [['access-control-allow-origin', 'https://*.example.com']] }],
      'high',
      'letter by letter',
      'the one origin that asks',
    ],
    [
      'hygiene/headers',
      [{ answer: [['access-control-allow-origin', 'undefined']] }],
      'low',
      'is undefined, which is no origin',
      'leave the header out',
    ],
    [
      'hygiene/headers',
      [{ answer: [...good, ['access-control-allow-credentials', 'true']] }],
      'high',
      'Access-Control-Allow-Credentials stands 2 times',
      'not both',
    ],
  ];
  test.each(mistakes)('%s: %#', (name, seen, severity, message, fix) => {
    const { verdict, differences, said } = verdictOf(name, seen);
    expect(verdict).toBe('violates');
    expect(said?.severity).toBe(severity);
    expect(differences.join('\n')).toContain(message);
    expect(said?.fix).toContain(fix);
  });
});
