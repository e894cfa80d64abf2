/** Preflights that allow the app more than it needs, or for longer than any browser remembers. */
import { APP, serve } from '../holes.js';

const admit = (headers) => [204, { 'access-control-allow-origin': APP, ...headers }];

export default serve(
  {},
  {
    '/every-method': ({ method }) => admit({ 'access-control-allow-methods': method ?? '' }),
    '/every-header': ({ names }) => admit({ 'access-control-allow-headers': names }),
    '/kept-for-years': () =>
      admit({ 'access-control-allow-methods': 'PUT', 'access-control-max-age': '99999999' }),
  },
);
