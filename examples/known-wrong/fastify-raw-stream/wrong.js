import fastify from 'fastify-4';
import cors from 'fastify-cors-8.2.1';

const app = fastify();
app.register(cors, { origin: ['https://app.example.com'], methods: ['GET'], allowedHeaders: ['Accept'] });
app.get('/orders', async () => []);
app.get('/orders/events', (request, reply) => {
  reply.hijack();
  // Written to the socket: what the plugin has set on the reply is left out.
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
  reply.raw.write('data: connected\n\n');
  const ticking = setInterval(() => reply.raw.write('data: nothing new\n\n'), 1000);
  reply.raw.on('close', () => clearInterval(ticking));
});

export default app;
