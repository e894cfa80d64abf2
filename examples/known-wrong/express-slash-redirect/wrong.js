import cors from 'cors';
import express from 'express';

const app = express();
// The redirect is sent before cors() has set anything, so no page follows it.
app.use((request, response, next) => {
  if (/.\/$/.test(request.path)) response.redirect(308, request.path.slice(0, -1));
  else next();
});
app.use(cors({ origin: ['https://app.example.com'], methods: ['GET'], allowedHeaders: [] }));
app.get('/tags', (request, response) => response.json(['a', 'b']));

export default app;
