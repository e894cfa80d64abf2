/** Bodies: https://fetch.spec.whatwg.org/#concept-bodyinit-extract */
import type { BodyPlan } from '../plan/types.ts';
import type { Body } from './types.ts';

/** Stands for the boundary that the browser makes up; one of theirs is about as long. */
const BOUNDARY = '----corsproofFormBoundary';

/** The body and the type that it gives the request: https://fetch.spec.whatwg.org/#concept-bodyinit-extract */
export function extractBody(plan: BodyPlan): { body: Body; type: string | null } {
  const sized = (length: number | null, type: string | null) => ({ body: { source: true, length }, type });
  switch (plan.kind) {
    case 'text':
    case 'json':
      return sized(utf8Length(plan.text), 'text/plain;charset=UTF-8');
    case 'urlencoded':
      return sized(
        new URLSearchParams(plan.fields).toString().length,
        'application/x-www-form-urlencoded;charset=UTF-8',
      );
    case 'form-data':
      return sized(null, `multipart/form-data; boundary=${BOUNDARY}`);
    case 'blob':
      return sized(utf8Length(plan.text), blobType(plan.type) || null);
    case 'bytes':
      return sized(atob(plan.base64).length, null);
    case 'stream':
      return { body: { source: false, length: null }, type: null };
  }
}

/** Whether a body is given to the API as a string or as URLSearchParams. */
export function isTextual({ kind }: BodyPlan): boolean {
  return kind === 'text' || kind === 'json' || kind === 'urlencoded';
}

/** https://w3c.github.io/FileAPI/#dfn-type */
function blobType(type: string): string {
  return /^[\x20-\x7e]*$/.test(type) ? type.toLowerCase() : '';
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
