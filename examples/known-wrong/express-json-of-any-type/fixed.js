import cors from 'cors';
import express from 'express';

const app = express();
app.use(
  cors({
    origin: ['https://app.example.com'],
    methods: ['POST'],
    allowedHeaders: ['Content-Type'],
    credentials: true,
  }),
);
app.use(express.json());
app.post('/transfers', (request, response) => {
  if (request.is('application/json')) response.json({ to: request.body.to });
  else response.status(415).end();
});

export default app;
