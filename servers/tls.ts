/** The run's own certificate authority, made in memory. P-256 throughout: an RSA leaf costs ten times as much here. */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { createHash, webcrypto } from 'node:crypto';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 86_400_000;

export interface ServerTls {
  /** PEM */
  key: string;
  cert: string;
}

export interface Authority {
  /** PEM of the authority's own certificate. */
  ca: string;
  /** Base64 SHA-256 of the leaf's public key, as Chromium's --ignore-certificate-errors-spki-list takes it. */
  spki: string;
  /** A leaf for `host` and its sub-domains; all leaves share one key. */
  leaf(host: string): Promise<ServerTls>;
}

/** Makes a certificate authority that lasts for a week. */
export async function createAuthority(): Promise<Authority> {
  const crypto = webcrypto as Crypto;
  x509.cryptoProvider.set(crypto);
  const caKeys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const leafKeys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const notBefore = new Date(Date.now() - DAY);
  const notAfter = new Date(Date.now() + 7 * DAY);
  const issuer = 'CN=corsproof run authority';
  const ca = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: issuer,
      notBefore,
      notAfter,
      keys: caKeys,
      signingAlgorithm: ALGORITHM,
      extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
    },
    crypto,
  );
  const spki = Buffer.from(await crypto.subtle.exportKey('spki', leafKeys.publicKey));
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', leafKeys.privateKey));
  const key = x509.PemConverter.encode(pkcs8, 'PRIVATE KEY');
  const leaves = new Map<string, Promise<ServerTls>>();
  const issue = async (host: string): Promise<ServerTls> => {
    const dns = /^[\d.]+$|:/.test(host)
      ? [{ type: 'ip' as const, value: host.replace(/^\[|\]$/g, '') }]
      : [
          { type: 'dns' as const, value: host },
          { type: 'dns' as const, value: `*.${host}` },
        ];
    const cert = await x509.X509CertificateGenerator.create(
      {
        subject: `CN=${host.slice(0, 60)}`,
        issuer,
        notBefore,
        notAfter,
        publicKey: leafKeys.publicKey,
        signingKey: caKeys.privateKey,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new x509.BasicConstraintsExtension(false),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
          new x509.SubjectAlternativeNameExtension(dns),
        ],
      },
      crypto,
    );
    return { key, cert: cert.toString('pem') };
  };
  return {
    ca: ca.toString('pem'),
    spki: createHash('sha256').update(spki).digest('base64'),
    leaf: (host) => {
      const known = leaves.get(host) ?? issue(host);
      leaves.set(host, known);
      return known;
    },
  };
}
