// Where events are sent and what opens it, read from what the developer gave. A fault is a value, in words that hold no secret.

export interface Target {
  /** The address of the events of one source. */
  url: string
  token: string
  /** The address as it may be shown. */
  shown: string
}

export type ReadTarget = { target: Target } | { fault: string }

export function readTarget(url: unknown, token: unknown): ReadTarget {
  const address = addressOf(url)
  if (address === null) return { fault: '`url` is no address that begins with http:// or https://' }
  if (address.username !== '' || address.password !== '') {
    return { fault: '`url` holds credentials; leave them out and give `token`' }
  }
  const path = address.pathname.replace(/\/+$/, '').replace(/\/events$/, '')
  if (!/\/ingest\/[^/]+$/.test(path)) {
    return { fault: '`url` does not end in /ingest/ and the name of a push source' }
  }
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
    return { fault: '`token` is missing, or holds what no token holds; is its variable set?' }
  }
  const shown = `${address.origin}${path}`
  return { target: { url: `${shown}/events`, token, shown } }
}

function addressOf(url: unknown): URL | null {
  try {
    const address = new URL(String(url))
    return /^https?:$/.test(address.protocol) ? address : null
  } catch {
    return null
  }
}
