// Takes over what changes in a web configuration file, and in the files that it names, while the service runs: a renewed
// certificate, another password, whom it asks for a certificate. What cannot be used leaves all as it is, and is said once.
import { statSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import type { Millis } from '../../core/clock.ts'
import { SECOND } from '../../core/duration.ts'
import { messageOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import type { TlsSettings } from './toolkit/tls.ts'
import type { WebConfig } from './web-config.ts'

export interface Renewal {
  /** Throws ConfigError where it cannot be used. */
  read(): WebConfig
  log: Logger
  /** Called with all of it where some of it has changed. */
  onChange(now: WebConfig): void
  /** In real milliseconds. */
  every?: Millis
}

/** Two looks, so that a certificate is not taken before its key is written. */
const EVERY: Millis = 5 * SECOND

/** Looks again and again until the result is called. */
export function keepWebConfig(first: WebConfig, { read, log, onChange, every = EVERY }: Renewal): () => void {
  let current = first
  let applied = fingerprint(first.files)
  let seen = applied
  let said = ''

  const look = (): void => {
    const found = fingerprint(current.files)
    const isSettled = found === seen
    seen = found
    if ((found === applied && said === '') || !isSettled) return
    try {
      const next = read()
      applied = fingerprint(next.files)
      seen = applied
      const now = takeable(current, next)
      const waits = !isDeepStrictEqual(settingsOf(now), settingsOf(next))
      const isChanged = !isDeepStrictEqual(settingsOf(now), settingsOf(current))
      current = now
      if (isChanged) onChange(now)
      if (isChanged || said !== '') log.info('the web configuration file is read again')
      if (waits) log.warn('a change of the web configuration file waits for a reload', { remedy: RELOAD })
      said = ''
    } catch (error) {
      const message = messageOf(error)
      if (message !== said) {
        log.error('the web configuration file is not taken; what it said before goes on', { fault: message })
      }
      said = message
    }
  }

  const timer = setInterval(look, every)
  timer.unref()
  return () => clearInterval(timer)
}

const RELOAD = 'Send SIGHUP to the service'

/** Whoever opens what was locked says so by a reload, for half a file may look the same. So does whoever begins with TLS. */
function takeable(now: WebConfig, next: WebConfig): WebConfig {
  const opens = now.users.size > 0 && next.users.size === 0
  return {
    ...next,
    tls: next.tls === null || now.tls === null ? now.tls : takeableTls(now.tls, next.tls),
    users: opens || isDeepStrictEqual(now.users, next.users) ? now.users : next.users,
  }
}

/** The certificate is renewed in any case: one that lapses locks out everybody. */
function takeableTls(now: TlsSettings, next: TlsSettings): TlsSettings {
  const opens = demandOf(next) < demandOf(now) || (now.clientSans !== null && next.clientSans === null)
  if (!opens) return next
  const { clientAuth, clientCa, clientSans } = now
  return { ...next, clientAuth, clientCa, clientSans }
}

/** What whoever connects has to show: nothing, any certificate, or one that is vouched for. */
function demandOf({ clientAuth }: TlsSettings): number {
  if (clientAuth === 'RequireAndVerifyClientCert') return 2
  return clientAuth === 'RequireAnyClientCert' ? 1 : 0
}

function settingsOf({ tls, users, headers, rateLimit }: WebConfig): Partial<WebConfig> {
  return { tls, users, headers, rateLimit }
}

/** What tells one writing of the files from another. */
function fingerprint(files: readonly string[]): string {
  return files
    .map(file => {
      try {
        const { ino, mtimeMs, size } = statSync(file)
        return `${ino} ${mtimeMs} ${size}`
      } catch {
        return 'none'
      }
    })
    .join('\n')
}
