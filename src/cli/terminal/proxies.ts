// Has a command that sends or asks over HTTP go through the proxies of its environment.
import type { Proxies } from '../../app/outgoing/proxies.ts'
import { loaded } from './import-fault.ts'

const NAMES = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY']

/** Null where the environment names none. Throws ConfigError where one cannot be used. */
export async function throughProxies(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Proxies | null> {
  if (NAMES.every(name => (env[name] ?? '').trim() === '')) return null
  // Loaded here, so that nobody else waits for it.
  const { proxiesOf, useProxies } = await loaded(import('../../app/outgoing/proxies.ts'))
  useProxies(env)
  return proxiesOf(env)
}
