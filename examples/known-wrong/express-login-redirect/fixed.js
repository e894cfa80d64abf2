import cors from 'cors';
import express from 'express';

const app = express();
app.get('/health', (request, response) => response.send('up'));
app.use(
  cors({ origin: ['https://app.example.com'], methods: ['GET'], allowedHeaders: [], credentials: true }),
);
app.get('/orders', (request, response) => {
  if (!/session=/.test(request.headers.cookie ?? '')) response.status(401).json({ login: '/start' });
  else response.json([]);
});

export default app;
