/** An application whose CORS is right for everything that nginx passes on. */
const APP = 'https://app.example.com';

export default function app(request, response) {
  response.setHeader('vary', 'origin');
  if (request.headers.origin === APP) response.setHeader('access-control-allow-origin', APP);
  if (request.method === 'OPTIONS') return response.writeHead(204).end();
  request.resume().on('end', () => response.writeHead(201, { 'content-type': 'application/json' }).end('{}'));
}
