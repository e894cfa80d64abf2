/** The same paths, decided by the whole origin, and named in full. */
const APP = 'https://app.example.com';

const PREFLIGHTS = {
  '/preflight-of-anyone': { 'access-control-allow-methods': 'GET, PUT' },
  '/preflight-redirected': { 'access-control-allow-methods': 'PUT' },
  '/preflight-unauthorized': { 'access-control-allow-methods': 'PUT' },
  '/authorization-by-star': { 'access-control-allow-headers': 'authorization' },
  '/kept-for-years': { 'access-control-allow-methods': 'PUT', 'access-control-max-age': '600' },
};
const WITH_CREDENTIALS = ['/reflects-with-credentials', '/cookie', '/star-with-credentials', '/capital-true'];

export default function fixed({ method, url, headers }, response) {
  response.setHeader('vary', 'origin');
  if (headers.origin === APP) {
    response.setHeader('access-control-allow-origin', APP);
    if (WITH_CREDENTIALS.includes(url)) response.setHeader('access-control-allow-credentials', 'true');
    if (url === '/exposes-nothing') response.setHeader('access-control-expose-headers', 'x-total');
  }
  if (url === '/exposes-nothing') response.setHeader('x-total', '1');
  if (method === 'OPTIONS') response.writeHead(204, PREFLIGHTS[url]);
  response.end();
}
