// The shop behind the web servers: an application that knows nothing of CORS.
import http from 'node:http';

const ANSWERS = {
  '/items/1': [200, { item: 1 }],
  '/items/secret': [401, { error: 'log in first' }],
  '/public/prices': [200, { price: 5 }],
  '/internal/metrics': [200, { requests: 7 }],
};

http
  .createServer((request, response) => {
    const [status, body] = ANSWERS[request.url.split('?')[0]] ?? [404, { error: 'not here' }];
    response.writeHead(status, { 'content-type': 'application/json', 'x-total': '1' });
    response.end(JSON.stringify(body));
  })
  .listen(process.env.PORT, '127.0.0.1');
