import cors from 'cors';
import express from 'express';

const app = express();
app.get('/health', (request, response) => response.send('up'));
app.use(
  cors({ origin: ['https://app.example.com'], methods: ['GET'], allowedHeaders: [], credentials: true }),
);
app.get('/orders', (request, response) => response.json([]));

export default app;
