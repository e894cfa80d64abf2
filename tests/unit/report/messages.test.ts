/** docs/messages.md has every case of its file with every engine's words, and what fixes it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadCorpus } from '../../../src/plan/corpus.ts';
import { MESSAGES_FILE, messageRecord, messagesPage } from '../../../src/report/messages.ts';

const { plans } = loadCorpus([MESSAGES_FILE]);
const record = messageRecord.parse(JSON.parse(readFileSync('docs/messages.json', 'utf8')));

test('every blocked case has the words of at least one engine, and no trace of the lab', () => {
  for (const [id, words] of Object.entries(record.messages)) {
    const blocked = plans
      .find((plan) => plan.id === id)
      ?.steps.some((step) => step.kind === 'request' && step.expect.outcome === 'blocked');
    expect(Object.keys(words), id).toEqual(['chromium', 'firefox', 'webkit']);
    if (blocked) expect(Object.values(words).flat(), id).not.toEqual([]);
  }
  expect(JSON.stringify(record)).not.toMatch(/~corsproof|\bt\w+x\w{4}\b|127\.0\.0\.1/);
});

test('a section says what happened, with the link, and what fixes it', () => {
  const page = messagesPage(plans, record);
  const section = page.split('\n## ').find((text) => text.includes('console-messages/answer/missing'));
  expect(section).toContain("No 'Access-Control-Allow-Origin' header is present on the requested resource.");
  expect(section).toContain('(https://fetch.spec.whatwg.org/#concept-cors-check)');
  expect(section).toContain(
    '**What fixes it**: in the response of http://api.example.com:8080/item, add Access-Control-Allow-Origin: http://app.example.com.',
  );
});

test('what no answer fixes is fixed as the case says', () => {
  const section = messagesPage(plans, record)
    .split('\n## ')
    .find((text) => text.includes('mixed-content/insecure'));
  expect(section).toContain('**What fixes it**: Serve the API over https too, and call it there.');
});

test('a case that was not recorded, and a record without its case, are refused', () => {
  const [first, ...rest] = Object.entries(record.messages);
  expect(() => messagesPage(plans, { ...record, messages: Object.fromEntries(rest) })).toThrow(first?.[0]);
  const gone = { chromium: [], firefox: [], webkit: [] };
  const stray = { ...record.messages, 'practice/console-messages/gone': gone };
  expect(() => messagesPage(plans, { ...record, messages: stray })).toThrow('gone');
});
