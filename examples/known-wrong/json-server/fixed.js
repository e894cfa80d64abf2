import cors from 'cors';
import jsonServer from 'json-server';

const app = jsonServer.create();
app.use(
  cors({
    origin: ['https://app.example.com'],
    methods: ['GET'],
    allowedHeaders: ['Accept'],
    credentials: true,
  }),
);
app.use(jsonServer.defaults({ logger: false, noCors: true }));
app.use(jsonServer.router({ items: [{ id: 1 }] }));
app.listen(process.env.PORT, '127.0.0.1');
