// The address of a server that a person names on the command line, apart from the credentials that it may hold: those go into a header, and into
// nothing that is written.
import { redactSecrets } from './redact.ts'

export interface ServerAddress {
  /** Without credentials. */
  readonly url: string
  /** The same for people: what stands behind a question mark may be a secret, too. */
  readonly shown: string
  /** The credentials, for this server alone. */
  readonly headers: Readonly<Record<string, string>>
  /** What the server says, without the secrets that it was told. */
  bare(said: string): string
}

/** What is shorter would be found in ordinary words. */
const SHORTEST = 4

/** Null where it is no address of HTTP; what was given may hold a password all the same, so nobody is to say it again. Throws an Error where there are a password and a token. */
export function serverAddress(text: string, token: string | null): ServerAddress | null {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) return null
  const [user, password] = [url.username, url.password].map(decoded) as [string, string]
  const hasUser = user + password !== ''
  if (hasUser && token !== null)
    throw new Error('the address holds a user, and a file a token: only one of them can be shown')
  url.username = ''
  url.password = ''
  const basic = hasUser ? Buffer.from(`${user}:${password}`).toString('base64') : null
  const values = [...url.searchParams.values()]
  const secrets = [token, basic, password, url.search, ...values].filter(
    one => one !== null && one.length >= SHORTEST,
  ) as string[]
  return {
    url: url.href,
    shown: `${url.origin}${url.pathname}`,
    headers: authorization(token, basic),
    bare: said => redactSecrets(secrets.reduce((left, one) => left.replaceAll(one, '***'), said)),
  }
}

function authorization(token: string | null, basic: string | null): Record<string, string> {
  if (basic !== null) return { Authorization: `Basic ${basic}` }
  return token === null ? {} : { Authorization: `Bearer ${token}` }
}

/** As it stands where a percent sign means itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
