import jsonServer from 'json-server';

const app = jsonServer.create();
app.use(jsonServer.defaults({ logger: false }));
app.use(jsonServer.router({ items: [{ id: 1 }] }));
app.listen(process.env.PORT, '127.0.0.1');
