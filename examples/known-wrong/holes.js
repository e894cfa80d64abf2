/** What the folders holes-* share: servers that answer each path in a way of its own. */
export const APP = 'https://app.example.com';

/** A handler: `answers` and `preflights` say what each path answers; left out, only the app is admitted. */
export function serve(answers, preflights = {}) {
  return ({ method, url, headers }, response) => {
    const { origin = '', cookie } = headers;
    const answer = answers[url] ?? (() => ({ 'access-control-allow-origin': APP }));
    if (method !== 'OPTIONS') response.writeHead(200, answer({ origin, cookie }));
    else if (url in preflights)
      response.writeHead(
        ...preflights[url]({
          origin,
          method: headers['access-control-request-method'],
          names: headers['access-control-request-headers'] ?? '',
        }),
      );
    else response.writeHead(204, answer({ origin, cookie }));
    response.end();
  };
}

/** A handler that compares the whole origin; `answers` and `preflights` are further headers for the app. */
export function serveApp(answers = {}, preflights = {}) {
  return ({ method, url, headers }, response) => {
    const isApp = headers.origin === APP;
    response.setHeader('vary', 'origin');
    if (isApp) response.setHeader('access-control-allow-origin', APP);
    if (method === 'OPTIONS') response.writeHead(204, isApp ? { ...answers[url], ...preflights[url] } : {});
    else response.writeHead(200, isApp ? answers[url] : {});
    response.end();
  };
}
