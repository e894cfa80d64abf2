import { serveApp } from '../holes.js';

const CREDENTIALS = { 'access-control-allow-credentials': 'true' };

export default serveApp({
  '/star-with-credentials': CREDENTIALS,
  '/capital-true': CREDENTIALS,
  '/exposes-nothing': { 'access-control-expose-headers': 'x-total', 'x-total': '1' },
});
