/** Responses that differ by what is asked, and caches that are not told so. */
import { APP, serve } from '../holes.js';

export default serve({
  '/no-vary': ({ origin }) => (origin === APP ? { 'access-control-allow-origin': APP } : {}),
  '/no-vary-without-origin': ({ origin }) =>
    origin === APP ? { 'access-control-allow-origin': APP, vary: 'origin' } : {},
  '/cookie': ({ origin, cookie }) =>
    cookie === undefined
      ? { 'access-control-allow-origin': '*' }
      : {
          'access-control-allow-origin': origin,
          'access-control-allow-credentials': 'true',
          vary: 'origin',
        },
});
