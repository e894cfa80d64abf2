import cors from 'cors';
import express from 'express';

const app = express();
// As people copy it from the address bar: the Origin header has no slash at its end.
app.use(
  cors({
    origin: ['https://app.example.com/'],
    methods: ['GET'],
    allowedHeaders: ['Authorization'],
    credentials: true,
  }),
);
app.get('/profile', (request, response) => response.json({ name: 'Ann' }));

export default app;
