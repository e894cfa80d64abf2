/** Preflights that are answered by something else than what answers the request. */
import { APP, serve } from '../holes.js';

export default serve(
  {},
  {
    '/preflight-of-anyone': ({ origin }) => [
      204,
      { 'access-control-allow-origin': origin, vary: 'origin', 'access-control-allow-methods': 'GET, PUT' },
    ],
    '/preflight-redirected': () => [308, { location: '/preflight-redirected/' }],
    '/preflight-unauthorized': () => [401, { 'www-authenticate': 'Bearer' }],
    '/authorization-by-star': () => [
      204,
      { 'access-control-allow-origin': APP, 'access-control-allow-headers': '*' },
    ],
  },
);
