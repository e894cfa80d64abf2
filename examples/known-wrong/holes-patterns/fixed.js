import { serveApp } from '../holes.js';

export default serveApp();
