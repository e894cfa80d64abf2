import cors from 'cors';
import express from 'express';

const app = express();
app.use(
  cors({
    origin: ['https://app.example.com'],
    methods: ['GET'],
    allowedHeaders: ['Authorization'],
    credentials: true,
  }),
);
app.get('/profile', (request, response) => response.json({ name: 'Ann' }));

export default app;
