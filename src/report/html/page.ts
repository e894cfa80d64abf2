/** The readable report as one file: no network, and nothing in it can run but its own script. */
import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { pageScript, pageStyle } from './source.ts';
import type { Payload } from './types.ts';

/** Writes the report whole or not at all. */
export function writePage(file: string, payload: Payload): void {
  writeFileSync(`${file}.part`, htmlPage(payload));
  renameSync(`${file}.part`, file);
}

/** Data stands in it deflated, in base 64, part by part: a run of 9,000 results is about a megabyte. */
export function htmlPage({ index, parts }: Payload): string {
  const script = pageScript();
  const style = pageStyle();
  const data = [packed('index', index), ...parts.map((part, place) => packed(`part-${place}`, part()))];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policyFor(script, style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>corsproof</title>
<style>${style}</style>
<noscript>This report is a page with a script in it; results.jsonl beside it holds the same results.</noscript>
<div id="report"></div>
${data.join('\n')}
<script>${script}</script>
</html>
`;
}

/** Nothing is loaded, nothing is sent, and no text can become a script. */
export function policyFor(script: string, style: string): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    ...(script === '' ? [] : [`script-src ${hash(script)}`, "require-trusted-types-for 'script'"]),
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function packed(id: string, data: unknown): string {
  const bytes = deflateRawSync(JSON.stringify(data));
  return `<script type="application/octet-stream" id="${id}">${bytes.toString('base64')}</script>`;
}
