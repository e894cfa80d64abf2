import cors from '@koa/cors';
import Koa from 'koa';

const app = new Koa();

const TRUSTED = /^https:\/\/(app\.example\.com|([a-z0-9-]+\.)+partner\.example)$/;

const items = cors({
  // Left out, every origin is allowed, with credentials too.
  origin: (context) => (TRUSTED.test(context.get('Origin')) ? context.get('Origin') : ''),
  allowMethods: ['GET', 'PUT', 'DELETE'],
  allowHeaders: ['Content-Type', 'Authorization'],
  exposeHeaders: ['X-Total'],
  credentials: true,
  maxAge: 600,
});
// An empty list means whatever a page asks for; Accept needs no permission.
const open = cors({ origin: '*', allowMethods: ['GET'], allowHeaders: ['Accept'] });

app.use((context, next) => {
  if (context.path.startsWith('/items/')) return items(context, next);
  if (context.path.startsWith('/public/')) return open(context, next);
  return next();
});

app.use((context) => {
  switch (context.path) {
    case '/items/1':
      context.set('x-total', '1');
      context.body = { item: 1 };
      break;
    case '/items/secret':
      context.throw(401, 'log in first');
      break;
    case '/public/prices':
      context.body = { price: 5 };
      break;
    case '/internal/metrics':
      context.body = { requests: 7 };
  }
});

export default app;
