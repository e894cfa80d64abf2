import { context } from 'esbuild-0.25.0';

const build = await context({ stdin: { contents: 'console.log(1)' }, outfile: 'main.js', write: false });
await build.serve({ host: '127.0.0.1', port: Number(process.env.PORT) });
