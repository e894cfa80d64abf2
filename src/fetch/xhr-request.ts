/** The request that XMLHttpRequest makes: https://xhr.spec.whatwg.org/#the-send()-method */
import type { BodyPlan, RequestPlan } from '../plan/types.ts';
import { extractBody, isTextual } from './body.ts';
import { requestFor, type Thrown } from './fetch-request.ts';
import { isForbiddenRequestHeader } from './forbidden.ts';
import { combine, get, isHeaderName, isHeaderValue, normalizeValue, set } from './header-list.ts';
import { isForbiddenMethod, isToken, normalizeMethod } from './methods.ts';
import { parseMimeType, serializeMimeType } from './mime.ts';
import type { Client, Decision, HeaderList, Request } from './types.ts';

const XHR = 'https://xhr.spec.whatwg.org/';

/** `plan` with its references resolved; open(), setRequestHeader() and send() in turn; `note` hears what is dropped. */
export function newXhrRequest(
  plan: RequestPlan,
  client: Client,
  note: (decision: Decision) => void,
): Request | Thrown {
  const opened = open(plan, client);
  if ('thrown' in opened) return opened;
  let headers: HeaderList = [];
  for (const [name, written] of plan.headers) {
    const value = normalizeValue(written);
    if (!isHeaderName(name))
      return throws(
        'the-setrequestheader()-method',
        'SyntaxError',
        `${JSON.stringify(name)} is not a header name`,
      );
    if (!isHeaderValue(value))
      return throws(
        'the-setrequestheader()-method',
        'SyntaxError',
        `${JSON.stringify(written)}, which ${name} is set to, is not a header value`,
      );
    if (!isForbiddenRequestHeader(name, value)) headers = combine(headers, name, value);
    else
      note({
        step: `setRequestHeader() ignores ${name}: it is a forbidden request-header, which only the browser sets`,
        link: `${XHR}#the-setrequestheader()-method`,
      });
  }
  const { async, responseType, timeout, upload } = plan.xhr ?? {};
  if (async === false && client.window && (responseType !== undefined || timeout !== undefined))
    return throws(
      'the-responsetype-attribute',
      'InvalidAccessError',
      'a synchronous request of a window has neither a response type nor a timeout',
    );
  const bodyless = opened.method === 'GET' || opened.method === 'HEAD';
  if (bodyless && plan.body)
    note({
      step: `send() takes its argument for null: the method is ${opened.method}`,
      link: `${XHR}#the-send()-method`,
    });
  const init = bodyless ? undefined : plan.body;
  return {
    ...opened,
    headers: init ? withContentType(headers, init) : headers,
    body: init ? extractBody(init).body : null,
    credentials: plan.credentials === 'include' && !setsCredentialsLate(plan) ? 'include' : 'same-origin',
    useCorsPreflight: upload === 'before-send',
  };
}

/** Whether the setter throws an InvalidStateError and changes nothing: https://xhr.spec.whatwg.org/#the-withcredentials-attribute */
export function setsCredentialsLate({ xhr }: RequestPlan): boolean {
  return ['after-send', 'on-headers', 'on-end'].includes(xhr?.withCredentials ?? '');
}

/** https://xhr.spec.whatwg.org/#the-open()-method */
function open({ method, url: written, xhr }: RequestPlan, client: Client): Request | Thrown {
  if (!isToken(method)) return throws('the-open()-method', 'SyntaxError', `${method} is not a method`);
  if (isForbiddenMethod(method))
    return throws('the-open()-method', 'SecurityError', `${method} is a forbidden method`);
  if (!URL.canParse(written)) return throws('the-open()-method', 'SyntaxError', `${written} is not a URL`);
  const url = new URL(written);
  if (xhr?.user !== undefined) url.username = xhr.user;
  if (xhr?.password !== undefined) url.password = xhr.password;
  return {
    ...requestFor(client, url),
    method: normalizeMethod(method),
    unsafeRequest: true,
    useUrlCredentials: url.username !== '' || url.password !== '',
  };
}

/** A string is sent as UTF-8 whatever the author's charset says: https://xhr.spec.whatwg.org/#the-send()-method */
function withContentType(headers: HeaderList, init: BodyPlan): HeaderList {
  const written = get(headers, 'content-type');
  if (written === null) {
    const { type } = extractBody(init);
    return type === null ? headers : set(headers, 'Content-Type', type);
  }
  const type = isTextual(init) ? parseMimeType(written) : null;
  const charset = type?.parameters.get('charset');
  if (!type || charset === undefined || charset.toLowerCase() === 'utf-8') return headers;
  type.parameters.set('charset', 'UTF-8');
  return set(headers, 'Content-Type', serializeMimeType(type));
}

function throws(anchor: string, thrown: string, why: string): Thrown {
  return {
    thrown,
    decision: { step: `XMLHttpRequest throws a ${thrown}: ${why}`, link: `${XHR}#${anchor}` },
  };
}
