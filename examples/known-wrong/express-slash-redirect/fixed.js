import cors from 'cors';
import express from 'express';

const app = express();
app.use(cors({ origin: ['https://app.example.com'], methods: ['GET'], allowedHeaders: [] }));
app.use((request, response, next) => {
  if (/.\/$/.test(request.path)) response.redirect(308, request.path.slice(0, -1));
  else next();
});
app.get('/tags', (request, response) => response.json(['a', 'b']));

export default app;
