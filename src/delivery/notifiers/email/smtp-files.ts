// From the settings of mail servers to what a connection needs: certificates and keys read from their files.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { hostname } from 'node:os'
import { domainToASCII } from 'node:url'
import type { Clock } from '../../../core/clock.ts'
import { ConfigError, type Fault, messageOf } from '../../../core/errors.ts'
import { readRegular } from '../../../core/reading/regular-file.ts'
import type { SmtpOptions } from './connection.ts'
import type { ServerSettings, SmtpSettings } from './options.ts'
import { tokensFrom } from './token.ts'

/** In the order in which they are tried. Throws ConfigError with every file that cannot be used. */
export function smtpOptionsOf(
  settings: SmtpSettings,
  clock: Clock,
  machine: string = hostname(),
): SmtpOptions[] {
  const faults: Fault[] = []
  const hello = settings.hello ?? usualHello(machine, settings.from)
  const all = [settings, ...settings.fallback].map((one, i) =>
    optionsOf(one, { hello, clock, at: i === 0 ? 'smtp' : `smtp.fallback.${i - 1}`, faults }),
  )
  if (faults.length > 0) throw new ConfigError(faults)
  return all
}

const FULL_NAME =
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/i
const LEADS_NOWHERE = /\.(?:local|localdomain|localhost|internal|lan|home|test|invalid|example)$/i

/**
 * The full name of this machine, where it has one that may mean something elsewhere. A container is called by its id, and servers
 * refuse a bare name, an address or `localhost` (RFC 5321, 2.3.5): those are called by the domain of the sender, which exists.
 */
function usualHello(machine: string, from: string): string {
  if (FULL_NAME.test(machine) && !LEADS_NOWHERE.test(machine)) return machine
  return domainToASCII(from.slice(from.lastIndexOf('@') + 1)) || machine
}

interface Reading {
  hello: string
  clock: Clock
  /** Path of the server in the configuration. */
  at: string
  faults: Fault[]
}

function optionsOf(settings: ServerSettings, { hello, clock, at, faults }: Reading): SmtpOptions {
  const { host, port, tls, privateNetwork, caFile, certFile, keyFile } = settings
  const read = (key: string, file: string, parse: (pem: string) => unknown): string => {
    try {
      const pem = readRegular(file).toString('utf8')
      parse(pem)
      return pem
    } catch (cause) {
      const remedy = 'Give a PEM file that the user of the service can read'
      faults.push({ path: `${at}.${key}`, message: `${file} cannot be used: ${messageOf(cause)}`, remedy })
      return ''
    }
  }
  const certificate = (pem: string): unknown => new X509Certificate(pem)
  return {
    host,
    port,
    tls,
    auth: authOf(settings, clock),
    ...(tls === 'none' && privateNetwork ? { privateOnly: true } : {}),
    name: hello,
    ...(caFile === null ? {} : { ca: read('ca_file', caFile, certificate) }),
    ...(certFile === null || keyFile === null
      ? {}
      : {
          client: {
            cert: read('cert_file', certFile, certificate),
            key: read('key_file', keyFile, createPrivateKey),
          },
        }),
  }
}

function authOf({ user, password, oauth2 }: ServerSettings, clock: Clock): SmtpOptions['auth'] {
  if (user === null) return null
  const { tokenFile = null, tokenCommand = null } = oauth2 ?? {}
  if (tokenFile !== null) return { user, token: tokensFrom({ file: tokenFile }, clock.now) }
  if (tokenCommand !== null) return { user, token: tokensFrom({ command: tokenCommand }, clock.now) }
  return { user, pass: password ?? '' }
}
