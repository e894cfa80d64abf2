// The data of this page: deflated, in base 64; the index is read at once, the part of a file when it is opened.
// @ts-check

/** @typedef {import('../types.ts').Index} Index */
/** @typedef {import('../types.ts').Part} Part */

/** @param {string} id @returns {Promise<any>} */
async function inflate(id) {
  const packed = document.getElementById(id)?.textContent ?? '';
  const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(inflated).json();
}

/** @returns {Promise<Index>} */
export function readIndex() {
  return inflate('index');
}

/** @type {Map<number, Promise<Part>>} */
const parts = new Map();

/** @param {number} place place of the file in the index */
export function readPart(place) {
  const part = parts.get(place) ?? inflate(`part-${place}`);
  parts.set(place, part);
  return part;
}
