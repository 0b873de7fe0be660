// Finds URLs whose password was written as it is: a `/`, `#` or `?` in it ends the part of the URL that holds the password.

/**
 * Whether what stands before the last `@` holds a character by which the password would end. Such a URL is no URL, or one of another
 * host whose name and port are parts of the password.
 */
export function hasUnencodedPassword(url: string): boolean {
  const [, meant = ''] = /^postgres(?:ql)?:\/\/(.*)@/s.exec(url) ?? []
  const [, secret] = /^[^:/?#@]*:(.*)$/s.exec(meant) ?? []
  if (secret === undefined || !/[/?#]/.test(secret)) return false
  // `host:5432/database?user=somebody@example` has its `@` in a parameter.
  return !/^\d*\/[^/?#@]*\?[a-z_]+=/.test(secret)
}

export const ENCODE =
  'Percent-encode user and password in the URL: / as %2F, @ as %40, # as %23, ? as %3F, % as %25'

/** What to add to the words about a log-in that was refused, where the password as it is written may mean another. */
export function mayBeDecoded(url: string): boolean {
  const [, meant = ''] = /^postgres(?:ql)?:\/\/([^/?#]*)@/.exec(url) ?? []
  return /%[0-9a-f]{2}/i.test(meant)
}
