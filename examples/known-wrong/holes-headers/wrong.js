/** Headers that look right and that browsers take for something else. */
import { APP, serve } from '../holes.js';

export default serve({
  '/star-with-credentials': () => ({
    'access-control-allow-origin': '*',
    'access-control-allow-credentials': 'true',
  }),
  '/list': () => ({ 'access-control-allow-origin': `${APP}, https://admin.example.com` }),
  '/slash': () => ({ 'access-control-allow-origin': `${APP}/` }),
  '/capital-true': () => ({ 'access-control-allow-origin': APP, 'access-control-allow-credentials': 'True' }),
  '/exposes-nothing': () => ({ 'access-control-allow-origin': APP, 'x-total': '1' }),
});
