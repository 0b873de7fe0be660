// The proxies of the environment for what slowburn asks and sends over HTTP: messages, heartbeat, Alertmanagers, calendars, OpenTelemetry.
import * as http from 'node:http'
import { ConfigError, type Fault } from '../../core/errors.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface Proxies {
  /** Address without user and password; null: such requests go straight there. */
  http: string | null
  https: string | null
  /** Hosts that are asked without a proxy, as they are written. */
  except: string
}

/** As for Go's programs, what is asked of this machine itself goes through no proxy. */
const THIS_MACHINE = 'localhost,127.0.0.1,::1,[::1]'

/** What the environment says; null where it names no proxy. Small letters win, as in curl. Throws ConfigError, without what is wrong. */
export function proxiesOf(env: Environment): Proxies | null {
  const faults: Fault[] = []
  const read = (name: string): string | null => {
    const text = textOf(env, name)
    if (text === '') return null
    const url = URL.parse(text)
    if (url !== null && /^https?:$/.test(url.protocol)) return url.origin
    const remedy = 'Write it as http://host:port or http://user:password@host:port'
    faults.push({ path: name, message: 'is not the address of an HTTP proxy', remedy })
    return null
  }
  const found = { http: read('HTTP_PROXY'), https: read('HTTPS_PROXY'), except: textOf(env, 'NO_PROXY') }
  if (faults.length > 0) throw new ConfigError(faults)
  return found.http === null && found.https === null ? null : found
}

/** For the whole process, from now on; the result undoes it. Throws ConfigError where a proxy cannot be used. */
export function useProxies(env: Environment): () => void {
  const found = proxiesOf(env)
  if (found === null) return () => undefined
  // Node.js has it since 24.14; the types speak of the newest.
  const { setGlobalProxyFromEnv }: Partial<Pick<typeof http, 'setGlobalProxyFromEnv'>> = http
  if (setGlobalProxyFromEnv === undefined) {
    const message = `cannot be used by Node.js ${process.versions.node}`
    const remedy = 'Install Node.js 24.14 or newer, or set NODE_USE_ENV_PROXY=1'
    throw new ConfigError([{ path: 'HTTPS_PROXY', message, remedy }])
  }
  return setGlobalProxyFromEnv({
    HTTP_PROXY: textOf(env, 'HTTP_PROXY'),
    HTTPS_PROXY: textOf(env, 'HTTPS_PROXY'),
    NO_PROXY: found.except === '' ? THIS_MACHINE : `${found.except},${THIS_MACHINE}`,
  })
}

function textOf(env: Environment, name: string): string {
  const small = env[name.toLowerCase()] ?? ''
  return (small === '' ? (env[name] ?? '') : small).trim()
}
