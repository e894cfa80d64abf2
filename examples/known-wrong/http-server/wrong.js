import { createServer } from 'http-server';

createServer({ cors: true, root: '.' }).listen(process.env.PORT, '127.0.0.1');
