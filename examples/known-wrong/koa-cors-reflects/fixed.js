import Koa from 'koa';
import cors from 'koa-cors-5';

const app = new Koa();
app.use(cors({ origin: 'https://app.example.com', allowMethods: ['GET'], allowHeaders: ['Accept'] }));
app.use((context) => (context.body = { item: 1 }));

export default app;
