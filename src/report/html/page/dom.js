// Elements. There is no way here from a text to markup.
// @ts-check
import { shown } from './text.js';

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Attributes */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes] those that are null, undefined or false are left out; functions are listeners
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children.flat())
    if (child !== null && child !== undefined && child !== false)
      element.append(typeof child === 'object' ? child : shown(child));
  return element;
}

/**
 * A text whose direction is its own affair.
 * @param {unknown} value
 * @param {string} [className]
 */
export function bdi(value, className) {
  return el('bdi', { class: className }, shown(value));
}

/**
 * A link out of the report, if it leads to the web; else its words alone.
 * @param {string} address
 * @param {string} words
 */
export function outward(address, words) {
  if (!/^https:\/\//i.test(address)) return bdi(words);
  return el('a', { href: address, rel: 'noreferrer noopener', target: '_blank' }, bdi(words));
}

/**
 * @param {string} title
 * @param {...(Child | Child[])} children
 */
export function section(title, ...children) {
  const id = `s-${title.toLowerCase().replace(/[^a-z]+/g, '-')}`;
  return el('section', { 'aria-labelledby': id }, el('h2', { id }, title), ...children);
}
