/** JSON Lines that stay whole: what a full disk takes of a line is taken back. */
import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/** Appends `item` as a line of JSON. Throws what the file system throws, with the file as it was before. */
export function appendLine(file: string, item: unknown): void {
  const line = Buffer.from(`${JSON.stringify(item)}\n`);
  const handle = openSync(file, 'a');
  const { size } = fstatSync(handle);
  try {
    for (let written = 0; written < line.length;) written += writeSync(handle, line, written);
  } catch (error) {
    ftruncateSync(handle, size);
    throw error;
  } finally {
    closeSync(handle);
  }
}
