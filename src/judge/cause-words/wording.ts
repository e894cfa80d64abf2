/** What the words of one cause are made of. */
import type { CauseFacts } from '../../plan/causes.ts';
import type { ServerKind } from '../../screen/server-kind.ts';

export interface Words {
  /** What the server seems to do, without "the server" and without a full stop. */
  title: string;
  /** One thing to a line. */
  fix: string[];
}

export type Wording = (facts: CauseFacts, server: ServerKind) => Words;
