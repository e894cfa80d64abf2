import cors from 'cors';
import express from 'express';

const app = express();
app.use(cors({ origin: '*', methods: ['GET', 'PUT'], allowedHeaders: ['Accept'] }));
app.put('/policy.yaml', (request, response) => response.status(204).end());
app.use(express.static('.'));
app.listen(process.env.PORT, '127.0.0.1');
