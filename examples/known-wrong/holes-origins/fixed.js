import { serveApp } from '../holes.js';

export default serveApp({ '/reflects-with-credentials': { 'access-control-allow-credentials': 'true' } });
