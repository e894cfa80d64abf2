import { Hono } from 'hono';
import { cors } from 'hono/cors';

const app = new Hono();

const TRUSTED = /^https:\/\/(app\.example\.com|([a-z0-9-]+\.)+partner\.example)$/;

app.use(
  '/items/*',
  cors({
    origin: (origin) => (TRUSTED.test(origin) ? origin : null),
    allowMethods: ['GET', 'PUT', 'DELETE'],
    // Left out, whatever a page asks for is allowed.
    allowHeaders: ['Content-Type', 'Authorization'],
    exposeHeaders: ['X-Total'],
    credentials: true,
    maxAge: 600,
  }),
);
// An empty list means whatever a page asks for; Accept needs no permission.
app.use('/public/*', cors({ origin: '*', allowMethods: ['GET'], allowHeaders: ['Accept'] }));

app.on(['GET', 'PUT', 'DELETE'], '/items/1', (context) => context.json({ item: 1 }, 200, { 'x-total': '1' }));
app.get('/items/secret', (context) => context.json({ error: 'log in first' }, 401));
app.get('/public/prices', (context) => context.json({ price: 5 }));
app.get('/internal/metrics', (context) => context.json({ requests: 7 }));

export default app;
