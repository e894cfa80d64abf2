import Koa from 'koa';
import cors from 'koa-cors-4';

const app = new Koa();
app.use(cors({ allowMethods: ['GET'], allowHeaders: ['Accept'] }));
app.use((context) => (context.body = { item: 1 }));

export default app;
