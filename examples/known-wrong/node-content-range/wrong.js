/** A file that is read in parts; the page is not told which part it got. */
const FILE = Buffer.from('0123456789'.repeat(10));

export default function files({ method, headers }, response) {
  response.setHeader('access-control-allow-origin', '*');
  if (method === 'OPTIONS') return response.writeHead(204, { 'access-control-allow-headers': 'range' }).end();
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
  if (from === undefined) return response.writeHead(200, { 'accept-ranges': 'bytes' }).end(FILE);
  response.writeHead(206, {
    'accept-ranges': 'bytes',
    'content-range': `bytes ${from}-${to}/${FILE.length}`,
  });
  response.end(FILE.subarray(Number(from), Number(to) + 1));
}
