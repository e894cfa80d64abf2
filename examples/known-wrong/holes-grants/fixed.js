import { serveApp } from '../holes.js';

export default serveApp(
  {},
  { '/kept-for-years': { 'access-control-allow-methods': 'PUT', 'access-control-max-age': '600' } },
);
