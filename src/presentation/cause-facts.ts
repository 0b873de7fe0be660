// A candidate cause as plain JSON, for whoever is no person: webhooks and the API say the same.
import type { Cause } from '../detection/causes/cause.ts'

export function causeFacts(cause: Cause) {
  if (cause.kind === 'release') {
    const { id, at, version, component, environment, note } = cause.release
    return { kind: cause.kind, at: new Date(at).toISOString(), id, version, component, environment, note }
  }
  const { at, from, to, before, since } = cause.swap
  return {
    kind: cause.kind,
    at: new Date(at).toISOString(),
    from,
    to,
    before: { ...before },
    since: { ...since },
  }
}
