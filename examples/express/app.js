import cors from 'cors';
import express from 'express';

const app = express();

const items = cors({
  // Texts are compared whole; a pattern needs ^, $ and escaped dots.
  origin: ['https://app.example.com', /^https:\/\/([a-z0-9-]+\.)+partner\.example$/],
  methods: ['GET', 'PUT', 'DELETE'],
  // Left out, whatever a page asks for is allowed.
  allowedHeaders: ['Content-Type', 'Authorization'],
  exposedHeaders: ['X-Total'],
  credentials: true,
  maxAge: 600,
});

// As a whole router's middleware it answers preflights, and stands before authentication and errors.
app.use('/items', items);
app.use('/public', cors({ origin: '*', methods: ['GET'], allowedHeaders: [] }));

app.all('/items/1', (request, response) => response.set('x-total', '1').json({ item: 1 }));
app.get('/items/secret', (request, response) => response.status(401).json({ error: 'log in first' }));
app.get('/public/prices', (request, response) => response.json({ price: 5 }));
app.get('/internal/metrics', (request, response) => response.json({ requests: 7 }));

app.listen(process.env.PORT, '127.0.0.1');
