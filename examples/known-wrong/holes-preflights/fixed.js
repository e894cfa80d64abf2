import { serveApp } from '../holes.js';

export default serveApp(
  {},
  {
    '/preflight-of-anyone': { 'access-control-allow-methods': 'GET, PUT' },
    '/preflight-redirected': { 'access-control-allow-methods': 'PUT' },
    '/preflight-unauthorized': { 'access-control-allow-methods': 'PUT' },
    '/authorization-by-star': { 'access-control-allow-headers': 'authorization' },
  },
);
