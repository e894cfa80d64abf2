/** One mistake for each path, as people make them. */
const APP = 'https://app.example.com';
const allow = (origin) => ({ 'access-control-allow-origin': origin, vary: 'origin' });
const withCredentials = (headers) => ({ ...headers, 'access-control-allow-credentials': 'true' });
const allowIf = (admitted, origin) => (admitted ? allow(origin) : { vary: 'origin' });

const HOLES = {
  '/reflects': ({ origin }) => allow(origin),
  '/reflects-with-credentials': ({ origin }) => withCredentials(allow(origin)),
  '/null-origin': ({ origin }) => allowIf(origin === APP || origin === 'null', origin),
  '/prefix': ({ origin }) => allowIf(origin.startsWith(APP), origin),
  '/suffix': ({ origin }) => allowIf(origin.endsWith('example.com'), origin),
  '/substring': ({ origin }) =>
    allowIf(origin !== '' && APP.includes(origin.replace('https://', '')), origin),
  '/unescaped-dot': ({ origin }) => allowIf(/^https:\/\/app.example.com$/.test(origin), origin),
  '/any-scheme': ({ origin }) => allowIf(/^https?:\/\/app\.example\.com$/.test(origin), origin),
  '/any-port': ({ origin }) => allowIf(/^https:\/\/app\.example\.com(:\d+)?$/.test(origin), origin),
  '/no-vary': ({ origin }) => (origin === APP ? { 'access-control-allow-origin': APP } : {}),
  '/no-vary-without-origin': ({ origin }) =>
    origin === APP ? { 'access-control-allow-origin': APP, vary: 'origin' } : {},
  '/cookie': ({ origin, cookie }) =>
    cookie === undefined ? { 'access-control-allow-origin': '*' } : withCredentials(allow(origin)),
  '/star-with-credentials': () => withCredentials({ 'access-control-allow-origin': '*' }),
  '/list': () => ({ 'access-control-allow-origin': `${APP}, https://admin.example.com` }),
  '/slash': () => ({ 'access-control-allow-origin': `${APP}/` }),
  '/capital-true': () => ({ 'access-control-allow-origin': APP, 'access-control-allow-credentials': 'True' }),
  '/exposes-nothing': () => ({ 'access-control-allow-origin': APP, 'x-total': '1' }),
};

const PREFLIGHTS = {
  '/preflight-of-anyone': ({ origin }) => [
    204,
    { ...allow(origin), 'access-control-allow-methods': 'GET, PUT' },
  ],
  '/preflight-redirected': () => [308, { location: '/preflight-redirected/' }],
  '/preflight-unauthorized': () => [401, { 'www-authenticate': 'Bearer' }],
  '/authorization-by-star': () => [204, { ...allow(APP), 'access-control-allow-headers': '*' }],
  '/every-method': ({ method }) => [204, { ...allow(APP), 'access-control-allow-methods': method }],
  '/every-header': ({ names }) => [204, { ...allow(APP), 'access-control-allow-headers': names }],
  '/kept-for-years': () => [
    204,
    { ...allow(APP), 'access-control-allow-methods': 'PUT', 'access-control-max-age': '99999999' },
  ],
};

export default function holes({ method, url, headers }, response) {
  const { origin = '', cookie, authorization } = headers;
  const answer = HOLES[url] ?? (() => ({ 'access-control-allow-origin': APP }));
  const asked = {
    origin,
    method: headers['access-control-request-method'],
    names: headers['access-control-request-headers'] ?? '',
  };
  if (method !== 'OPTIONS') response.writeHead(200, answer({ origin, cookie, authorization }));
  else if (url in PREFLIGHTS) response.writeHead(...PREFLIGHTS[url](asked));
  else response.writeHead(204, answer({ origin, cookie }));
  response.end();
}
