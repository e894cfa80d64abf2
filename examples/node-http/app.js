const TRUSTED = /^https:\/\/(app\.example\.com|([a-z0-9-]+\.)+partner\.example)$/;

/** A handler of `node:http`. */
export default function shop(request, response) {
  const [path] = request.url.split('?');
  if (path.startsWith('/items/')) allowItems(request, response);
  if (path.startsWith('/public/')) response.setHeader('access-control-allow-origin', '*');
  if (isPreflight(request)) response.writeHead(204).end();
  else answer(path, response);
}

function allowItems({ headers }, response) {
  // On every answer, also on one that allows nobody: caches must not give it to the next one.
  response.setHeader('vary', 'origin');
  if (!TRUSTED.test(headers.origin ?? '')) return;
  response.setHeader('access-control-allow-origin', headers.origin);
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-expose-headers', 'x-total');
  if (headers['access-control-request-method'] === undefined) return;
  response.setHeader('access-control-allow-methods', 'GET, PUT, DELETE');
  response.setHeader('access-control-allow-headers', 'content-type, authorization');
  response.setHeader('access-control-max-age', '600');
}

/** Answered before anything else: it carries no cookie and no password. */
function isPreflight({ method, headers }) {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

function answer(path, response) {
  const [status, body] = {
    '/items/1': [200, { item: 1 }],
    '/items/secret': [401, { error: 'log in first' }],
    '/public/prices': [200, { price: 5 }],
    '/internal/metrics': [200, { requests: 7 }],
  }[path] ?? [404, { error: 'not here' }];
  response.writeHead(status, { 'content-type': 'application/json', 'x-total': '1' });
  response.end(JSON.stringify(body));
}
