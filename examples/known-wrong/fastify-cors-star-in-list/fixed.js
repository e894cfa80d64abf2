import fastify from 'fastify-4';
import cors from 'fastify-cors-8.2.1';

const app = fastify();
app.register(cors, { origin: ['*'], methods: ['GET'], allowedHeaders: ['Accept'] });
app.get('/', async () => ({ item: 1 }));

export default app;
