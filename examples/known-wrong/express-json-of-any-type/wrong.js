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
// A form or a text of any page needs no preflight, and is taken for JSON.
app.use(express.json({ type: () => true }));
app.post('/transfers', (request, response) => response.json({ to: request.body.to }));

export default app;
