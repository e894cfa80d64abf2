import cors from '@fastify/cors';
import Fastify from 'fastify';

const app = Fastify();

app.register(
  async (items) => {
    // Registered in the plugin, it holds for the plugin's routes only.
    await items.register(cors, {
      origin: ['https://app.example.com', /^https:\/\/([a-z0-9-]+\.)+partner\.example$/],
      methods: ['GET', 'PUT', 'DELETE'],
      allowedHeaders: ['Content-Type', 'Authorization'],
      exposedHeaders: ['X-Total'],
      credentials: true,
      maxAge: 600,
    });
    items.route({
      method: ['GET', 'PUT', 'DELETE'],
      url: '/1',
      handler: async (request, reply) => reply.header('x-total', '1').send({ item: 1 }),
    });
    // Without one of its own, an unknown path is answered outside the plugin, and without CORS.
    items.setNotFoundHandler(async (request, reply) => reply.code(404).send({ error: 'not here' }));
    items.get('/secret', async (request, reply) => reply.code(401).send({ error: 'log in first' }));
  },
  { prefix: '/items' },
);

app.register(
  async (open) => {
    await open.register(cors, { origin: '*', methods: ['GET'], allowedHeaders: [] });
    open.get('/prices', async () => ({ price: 5 }));
  },
  { prefix: '/public' },
);

app.get('/internal/metrics', async () => ({ requests: 7 }));

export default app;
