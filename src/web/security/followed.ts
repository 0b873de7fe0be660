// What the web configuration file says of every answer and of who may log in, as it is now: it may change while it is used.
import type { WebConfig } from './web-config.ts'

export interface FollowedFile {
  /** Who may log in. Absent or empty: no log-in. */
  users?: WebConfig['users']
  /** Further headers of each answer. */
  headers?: WebConfig['headers']
  /** Its bound on requests. Default: none. */
  rateLimit?: WebConfig['rateLimit']
  /** Calls back with all that the file says, each time that it has changed. */
  onWebConfig?: (changed: (now: WebConfig) => void) => void
}

export interface Followed {
  users(): WebConfig['users']
  headers(): WebConfig['headers']
  rateLimit(): WebConfig['rateLimit']
  /** Calls back once others may log in. */
  onUsers(changed: (users: WebConfig['users']) => void): void
}

export function followWebConfig(file: FollowedFile): Followed {
  const { users = new Map(), headers = {}, rateLimit = null } = file
  let current: Pick<WebConfig, 'users' | 'headers' | 'rateLimit'> = { users, headers, rateLimit }
  const listeners: Array<(users: WebConfig['users']) => void> = []
  file.onWebConfig?.(now => {
    const isOther = now.users !== current.users
    current = now
    if (isOther) for (const changed of listeners) changed(now.users)
  })
  return {
    users: () => current.users,
    headers: () => current.headers,
    rateLimit: () => current.rateLimit,
    onUsers: changed => void listeners.push(changed),
  }
}
