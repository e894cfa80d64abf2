/** Lists and patterns that hold more origins than they seem to. */
import { APP, serve } from '../holes.js';

const admitIf =
  (isAdmitted) =>
  ({ origin }) => ({
    ...(isAdmitted(origin) ? { 'access-control-allow-origin': origin } : {}),
    vary: 'origin',
  });

export default serve({
  '/prefix': admitIf((origin) => origin.startsWith(APP)),
  '/suffix': admitIf((origin) => origin.endsWith('example.com')),
  '/substring': admitIf((origin) => origin !== '' && APP.includes(origin.replace('https://', ''))),
  '/unescaped-dot': admitIf((origin) => /^https:\/\/app.example.com$/.test(origin)),
  '/any-scheme': admitIf((origin) => /^https?:\/\/app\.example\.com$/.test(origin)),
  '/any-port': admitIf((origin) => /^https:\/\/app\.example\.com(:\d+)?$/.test(origin)),
});
