import { expect, test } from 'vitest';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { harOf, writeHars } from '../../../src/report/har.ts';
import { readHar } from '../../../src/transcript/har.ts';
import { assembled, exchange, resultLine } from '../../report/made.ts';

const preflight = exchange({
  t: 5,
  role: 'preflight',
  method: 'OPTIONS',
  path: '/item?a=1',
  requestHeaders: [['access-control-request-method', 'PUT']],
  status: 204,
  ms: 2,
});
const put = exchange({
  t: 9,
  method: 'PUT',
  body: 'x=1',
  requestHeaders: [['content-type', 'text/plain']],
  status: null,
  responseHeaders: [],
  ms: null,
});

test('a HAR holds every preflight and body, and what reads HARs reads the same exchanges', () => {
  const har = harOf([resultLine({ wire: [preflight, put] })], Date.parse('2026-01-02T03:04:05.000Z'));
  expect(har.log.version).toBe('1.2');
  expect(har.log.pages).toMatchObject([{ id: 'page_1', title: 'area/file/case via fetch' }]);
  expect(har.log.entries[0]).toMatchObject({
    pageref: 'page_1',
    startedDateTime: '2026-01-02T03:04:05.005Z',
    time: 2,
    _resourceType: 'preflight',
    request: { queryString: [{ name: 'a', value: '1' }] },
  });
  expect(har.log.entries[1]).toMatchObject({ _resourceType: 'fetch' });
  expect(har.log.entries[1]?.request.postData).toEqual({ mimeType: 'text/plain', text: 'x=1' });
  expect(
    readHar(JSON.stringify(har)).map(({ request, answer }) => [
      request?.method,
      request?.target,
      answer?.status,
    ]),
  ).toEqual([
    ['OPTIONS', 'http://api.example.com:8080/item?a=1', 204],
    ['PUT', 'http://api.example.com:8080/item', undefined],
  ]);
});

test('one file per engine and scenario file, in place of earlier ones, and never outside the folder', () => {
  const outer = mkdtempSync(join(tmpdir(), 'corsproof-unit-'));
  const folder = join(outer, 'har');
  const names = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.har'))
      .sort();
  writeHars(folder, assembled([resultLine({ id: 'old/file/case' })]));
  writeHars(
    folder,
    assembled([
      resultLine(),
      resultLine({ via: 'xhr' }),
      resultLine({ engine: 'firefox', id: '../../escaped/case' }),
      resultLine({ engine: 'webkit', wire: [] }),
    ]),
  );
  expect(names()).toEqual([join('chromium', 'area', 'file.har'), join('firefox', '_', '_.har')]);
  const har = JSON.parse(readFileSync(join(folder, 'chromium/area/file.har'), 'utf8')) as ReturnType<
    typeof harOf
  >;
  expect(har.log.pages).toHaveLength(2);
  rmSync(outer, { recursive: true });
});
