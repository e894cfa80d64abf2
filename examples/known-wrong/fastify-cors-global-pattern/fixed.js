import fastify from 'fastify-3';
import cors from 'fastify-cors-6.0.3';

const app = fastify();
app.register(cors, {
  origin: /^https:\/\/app\.example\.com$/g,
  methods: ['GET'],
  allowedHeaders: ['Accept'],
});
app.get('/', async () => ({ item: 1 }));

export default app;
