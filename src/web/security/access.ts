// Who somebody is and what they may do: by the user and the password that they log in with, by the token that they show,
// or by nothing at all.
import { createHash } from 'node:crypto'
import type { AccessSettings, Role } from '../../config/access.ts'
import { ROLES } from '../../config/access.ts'
import type { Clock } from '../../core/clock.ts'
import { type CredentialsCheck, passwordCheck, type Refusal, sameSecret } from './credentials.ts'
import type { PasswordHash } from './passwords/hash.ts'

export interface Principal {
  /** Whose name it is; null where that is not known: nobody has logged in, or they have shown the control token. */
  name: string | null
  role: Role
  via: 'nothing' | 'password' | 'token' | 'control token' | 'session'
}

export interface Access {
  /** What is asked of whoever signs in on the pages: the password of a user, or a token. */
  readonly secret: 'password' | 'token'
  /** By the header of a request; a refusal where it is wrong, or where it is missed. Only a password takes time. */
  identify(authorization: string | undefined, from: string): Identified | Promise<Identified>
  /** By what is typed into the form of signing in. The name of a token's holder is the token's. */
  signIn(name: string, secret: string, from: string): Promise<Identified>
  /** From now on these may log in, and nobody else. */
  replaceUsers(users: ReadonlyMap<string, PasswordHash>): void
}

export type Identified = Principal | Refusal

export interface AccessOptions {
  /** From the web configuration file; empty: no log-in. */
  users: ReadonlyMap<string, PasswordHash>
  settings: AccessSettings
  /** Whoever can read the data folder; null: nobody may act by it. */
  controlToken: string | null
  clock: Clock
}

export const OPEN: AccessSettings = { anonymous: null, users: {}, tokens: [] }

const NOTHING_GIVEN: Refusal = { status: 401, line: 'A name and a password, or a token, are needed.' }
const WRONG_TOKEN: Refusal = { status: 401, line: 'The token is wrong.' }

export function createAccess({ users, settings, controlToken, clock }: AccessOptions): Access {
  const checkOf = (named: typeof users) => (named.size === 0 ? null : passwordCheck(named, clock))
  let check = checkOf(users)
  const byToken = (given: string): Principal | null => tokenHolder(given, settings, controlToken)
  return {
    get secret() {
      return check === null ? 'token' : 'password'
    },
    replaceUsers(now) {
      check = checkOf(now)
    },
    identify(authorization, from) {
      const token = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
      if (token !== undefined) return byToken(token) ?? WRONG_TOKEN
      const given = basicCredentials(authorization ?? '')
      // Calendar programs know a name and a password only: the name of a token and the token are as good.
      const holder = given === null ? null : byToken(given.secret)
      if (holder !== null && holder.name === given?.name) return holder
      if (given !== null && check !== null) return byPassword(check, settings, given, from)
      const anonymous = settings.anonymous ?? (check === null ? 'read' : 'none')
      if (anonymous === 'none') return NOTHING_GIVEN
      return { name: null, role: anonymous, via: 'nothing' }
    },
    async signIn(name, secret, from) {
      const given = { name, secret }
      if (check !== null) return byPassword(check, settings, given, from)
      const holder = byToken(secret.trim())
      return holder === null ? WRONG_TOKEN : { ...holder, name: holder.name ?? name }
    },
  }
}

/** Whether it needs no log-in. */
export function mayAnybody(access: Access, needed: Role): boolean {
  const anybody = access.identify(undefined, '')
  return 'role' in anybody && mayDo(anybody, needed)
}

export function mayDo({ role }: Principal, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed)
}

/**
 * To whom something is attributed. Who has shown themselves comes first, so that nobody can look like somebody else; for whom
 * they say that they act stands behind it, in quotes. `claimed` counts alone only of whoever can read the data folder.
 */
export function actorOf({ name, via }: Principal, claimed: string): string {
  if (name === null || name === claimed) return claimed
  return claimed === '' ? name : `${name} (${via}), as "${claimed.replaceAll('"', "'")}"`
}

async function byPassword(
  check: CredentialsCheck,
  { users }: AccessSettings,
  { name, secret }: { name: string; secret: string },
  from: string,
): Promise<Identified> {
  const refusal = await check(name, secret, from)
  const role = Object.entries(users).find(([user]) => user === name)?.[1] ?? 'read'
  return refusal ?? { name, role, via: 'password' }
}

function tokenHolder(
  given: string,
  { tokens }: AccessSettings,
  controlToken: string | null,
): Principal | null {
  if (controlToken !== null && sameSecret(given, controlToken)) {
    return { name: null, role: 'administer', via: 'control token' }
  }
  const digest = `sha256:${createHash('sha256').update(given).digest('hex')}`
  const found = tokens.find(({ hash }) => sameSecret(digest, hash))
  return found === undefined ? null : { name: found.name, role: found.role, via: 'token' }
}

/** As RFC 7617 writes them: UTF-8, the name without a colon, and no control character in either. */
function basicCredentials(header: string): { name: string; secret: string } | null {
  const encoded = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(header)?.[1]
  if (encoded === undefined) return null
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon === -1 || /\p{Cc}/u.test(text)) return null
  return { name: text.slice(0, colon), secret: text.slice(colon + 1) }
}
