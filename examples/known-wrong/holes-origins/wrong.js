/** Whoever asks is admitted, or whoever has no origin. */
import { APP, serve } from '../holes.js';

const admit = (origin) => ({ 'access-control-allow-origin': origin, vary: 'origin' });

export default serve({
  '/reflects': ({ origin }) => admit(origin),
  '/reflects-with-credentials': ({ origin }) => ({
    ...admit(origin),
    'access-control-allow-credentials': 'true',
  }),
  '/null-origin': ({ origin }) => (origin === APP || origin === 'null' ? admit(origin) : { vary: 'origin' }),
});
