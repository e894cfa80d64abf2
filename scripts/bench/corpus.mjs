// A corpus of any size in the usual mixture: one half needs no permission, one half asks; a quarter is blocked.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** Where the files are below their folder. */
export const CORPUS = 'bench';
const CASES_PER_FILE = 100;

/** Kinds of cases, in turn: what a page calls, what the server answers, and what comes of it. */
const KINDS = [
  { method: 'GET', admitted: true },
  { method: 'PUT', admitted: true },
  { method: 'GET', admitted: false },
  { method: 'PUT', admitted: true, header: true },
];

const ORIGINS = {
  http: { app: 'http://app.example.com', api: 'http://api.example.com:8080' },
  https: { app: 'https://app.example.com', api: 'https://api.example.com:8443' },
};

/** The calls of `count` cases, as data for the bare page: half of each by fetch, half by XMLHttpRequest. */
export function calls(count) {
  return Array.from({ length: count }, (_, index) => {
    const { method, admitted, header = false } = KINDS[index % KINDS.length];
    return { path: `/item-${index}`, method, admitted, header };
  });
}

/** Writes scenario files with `count` cases to `folder`; every case runs through fetch and XMLHttpRequest. */
export function writeCorpus(folder, count, scheme) {
  const area = join(folder, CORPUS);
  mkdirSync(area, { recursive: true });
  const all = calls(count);
  for (let from = 0; from < count; from += CASES_PER_FILE) {
    const cases = all.slice(from, from + CASES_PER_FILE).map(caseOf);
    const file = {
      title: `Cases ${from} to ${from + cases.length - 1}`,
      why: 'They are counted and timed.',
      spec: ['fetch#http-cors-protocol'],
      origins: ORIGINS[scheme],
      cases,
    };
    writeFileSync(join(area, `cases-${from}.yaml`), stringify(file));
  }
}

function caseOf({ path, method, admitted, header }) {
  const id = path.slice(1);
  const preflight = {
    headers: { 'access-control-allow-origin': '$app', 'access-control-allow-methods': 'PUT' },
  };
  if (header) preflight.headers['access-control-allow-headers'] = 'x-item';
  const response = admitted ? { headers: { 'access-control-allow-origin': '$app' } } : {};
  return {
    id,
    title: `Case ${id} is ${admitted ? 'allowed' : 'blocked'}`,
    request: { url: 'api/item', method, ...(header ? { headers: { 'x-item': '1' } } : {}) },
    routes: { 'api/item': { response, ...(method === 'PUT' ? { preflight } : {}) } },
    expect: admitted
      ? {
          outcome: 'allowed',
          preflight: method === 'PUT' ? { method: 'PUT', headers: header ? ['x-item'] : [] } : 'none',
        }
      : { outcome: 'blocked', at: 'response', preflight: 'none' },
  };
}
