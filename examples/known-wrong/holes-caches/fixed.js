import { serveApp } from '../holes.js';

export default serveApp({ '/cookie': { 'access-control-allow-credentials': 'true' } });
