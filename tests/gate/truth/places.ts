/** Origins that have nothing to do with a policy: strangers, development machines, private networks. */

const STRANGERS = [
  'https://attacker.test',
  'http://attacker.test',
  'https://attacker.test:8443',
  'https://www.unrelated.example.net',
  'https://a.com',
  'https://b.co.uk',
  'https://c.dev',
  'https://d.example',
  'https://e.test',
  'https://xn--bcher-kva.de',
  'http://8.8.8.8',
  'https://[2001:db8::1]',
];
const LOCAL_HOSTS = [
  'localhost',
  '127.0.0.1',
  '127.8.9.10',
  '[::1]',
  '0.0.0.0',
  'app.localhost',
  'localhost.attacker.test',
  'evil-localhost',
  'localhostevil.test',
  '127.0.0.1.attacker.test',
  'printer.local',
  'a.b.local',
  'local',
  'notlocal',
  'mac.lan',
  'build.internal',
  'host.docker.internal',
  '10.0.0.5',
  '10.200.3.4',
  '172.16.0.9',
  '192.168.0.1',
  '192.168.1.77',
  '192.168.1.77.attacker.test',
  '169.254.10.10',
];
const LOCAL_PORTS = ['', ':3000', ':3001', ':4200', ':5173', ':8000', ':8080', ':30001', ':61234'];

/** As browsers serialise them. */
export const PLACES: readonly string[] = [
  ...STRANGERS,
  ...LOCAL_HOSTS.flatMap((host) =>
    LOCAL_PORTS.flatMap((port) => [`http://${host}${port}`, `https://${host}${port}`]),
  ),
].map((one) => new URL(one).origin);
