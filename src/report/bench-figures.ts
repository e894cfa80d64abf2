/** Figures of the bench as words. */
import type { EngineBench } from './trust-records.ts';

export type Profile = NonNullable<EngineBench['profile']>;

export const ms = (value: number) => `${value.toFixed(1)} ms`;
export const times = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} x`;
export const seconds = (value: number) => `${value.toFixed(1)} s`;
export const megabytes = (value: number) => `${value.toFixed(0)} MB`;

/** Milliseconds of processor time per test of node's processes: of all rooms, or of those that `of` names. */
export function nodeTime({ rooms }: Profile, of = Object.keys(rooms)): number {
  return of.reduce((sum, room) => sum + (rooms[room] ?? 0), 0);
}
