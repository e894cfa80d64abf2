import cors from 'cors';
import express from 'express';

const app = express();
// For POST alone: a page that listens to the progress of an upload makes a preflight, which is OPTIONS.
app.post('/photos', cors({ origin: ['https://app.example.com'] }), (request, response) =>
  request.resume().on('end', () => response.status(201).json({ photo: 1 })),
);

export default app;
