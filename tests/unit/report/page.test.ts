import { inflateRawSync } from 'node:zlib';
import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { htmlPage } from '../../../src/report/html/page.ts';
import { payloadOf } from '../../../src/report/html/payload.ts';
import { pageScript } from '../../../src/report/html/source.ts';
import type { Part } from '../../../src/report/html/types.ts';
import { assembled, resultLine } from '../../report/made.ts';
import { planOf } from '../support.ts';

test('the parts of the script fit into one scope, and nothing of a module is left', () => {
  expect(() => new Script(pageScript())).not.toThrow();
  expect(pageScript()).not.toMatch(/^(?:import|export) /m);
  expect(pageScript()).not.toMatch(/innerHTML|insertAdjacentHTML|outerHTML|document\.write/);
});

test("a case carries the standard's decisions, one of which decides, and its source", () => {
  const plan = planOf(`- id: c
  expect: { outcome: allowed }`);
  const line = resultLine({ id: plan.id });
  const payload = payloadOf({
    assembled: assembled([line]),
    plans: new Map([[plan.id, plan]]),
    readSource: () => 'source',
  });
  const html = htmlPage(payload);
  const packed = /id="part-0">([^<]*)</.exec(html)?.[1] ?? '';
  const part = JSON.parse(inflateRawSync(Buffer.from(packed, 'base64')).toString()) as Part;
  const explained = part.explained[`${plan.id} via fetch`];
  expect(part.source).toBe('source');
  expect(explained?.steps[0]?.summary).toBe('allowed');
  expect(explained?.steps[0]?.decisions.filter(({ decides }) => decides)).toHaveLength(1);
  expect(part.links['fetch#cors-check']).toBe('https://fetch.spec.whatwg.org/#cors-check');
});
