/** What requests and responses are made of. */

/** Header lines in the order in which they are written; a name may stand twice. */
export type HeaderPairs = [name: string, value: string][];

export type BodyPlan =
  | { kind: 'text'; text: string }
  | { kind: 'json'; text: string }
  | { kind: 'urlencoded'; fields: [string, string][] }
  | { kind: 'form-data'; fields: [string, string][] }
  | { kind: 'blob'; text: string; type: string }
  | { kind: 'bytes'; base64: string }
  | { kind: 'stream'; text: string };
