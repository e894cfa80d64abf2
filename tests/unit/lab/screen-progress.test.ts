import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tellScreenProgress } from '../../../src/lab/screen-progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a quick screen says nothing', () => {
  const lines: string[] = [];
  const { progress, stop } = tellScreenProgress('https://api.example.com', 2, (line) => lines.push(line));
  vi.advanceTimersByTime(4_900);
  progress(2, 2);
  stop();
  vi.advanceTimersByTime(600_000);
  expect(lines).toEqual([]);
});

test('a long one says now and then how far it is, also while one rule takes long', () => {
  const lines: string[] = [];
  const { progress, stop } = tellScreenProgress('https://api.example.com', 20, (line) => lines.push(line));
  progress(7, 20);
  vi.advanceTimersByTime(5_000);
  vi.advanceTimersByTime(60_000);
  stop();
  expect(lines[0]).toBe('screening https://api.example.com: 7 of 20 rules');
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.length).toBeLessThan(8);
});
