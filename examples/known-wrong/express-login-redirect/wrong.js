import cors from 'cors';
import express from 'express';

const app = express();
app.get('/health', (request, response) => response.send('up'));
app.use(
  cors({ origin: ['https://app.example.com'], methods: ['GET'], allowedHeaders: [], credentials: true }),
);
app.get('/orders', (request, response) => {
  // For people that is right; the fetch() of a page follows it to a server that admits no page.
  if (!/session=/.test(request.headers.cookie ?? '')) response.redirect('https://login.example.net/start');
  else response.json([]);
});

export default app;
