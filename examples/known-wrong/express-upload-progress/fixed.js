import cors from 'cors';
import express from 'express';

const app = express();
app.use('/photos', cors({ origin: ['https://app.example.com'], methods: ['POST'], allowedHeaders: [] }));
app.post('/photos', (request, response) =>
  request.resume().on('end', () => response.status(201).json({ photo: 1 })),
);

export default app;
