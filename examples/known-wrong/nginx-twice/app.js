/** An application that does its own CORS. */
export default function app(request, response) {
  response.writeHead(200, { 'access-control-allow-origin': 'https://app.example.com' }).end('{}');
}
