// The addresses beside the pages of the registry: what acts, what shows messages, and what machines ask for. A test compares them
// with what the web side answers.

/** What each shows, by its path as the web side has it. */
export const ADDRESSES: Readonly<Record<string, string>> = {
  '/silences': 'What is silenced and was; making a silence and ending one.',
  '/silences/new': 'What a new silence would cover, before it is made.',
  '/sign-in': 'Signing in to act.',
  '/mail': 'Messages to people and programs, newest first, and what became of each.',
  '/mail/:id': 'One message.',
  '/mail/:id/:showing{/:cid}':
    'Parts of it: `html` as rendered, `text`, `raw` its bytes, `parts/CID` its pictures.',
  '/preview': 'What every kind of e-mail looks like, made of invented alerts.',
  '/preview/:name': 'One kind of e-mail.',
  '/preview/:name/:showing{/:cid}': 'Parts of it, as of a message.',
  '/metrics': 'What Prometheus scrapes ([how to](../how-to/prometheus.md)).',
  '/healthz': '200 for as long as the process answers.',
  '/readyz': '200, or 503 with the reasons, one a line ([health](pages-and-api.md#health)).',
}

/** As the documentation writes a path. */
export function written(path: string): string {
  return path
    .replaceAll('{/:cid}', '')
    .replace(/:(\w+)/g, (_, name: string) => (name === 'id' ? 'ID' : name.toUpperCase()))
}
