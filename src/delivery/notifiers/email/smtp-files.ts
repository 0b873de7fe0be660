// From the settings of mail servers to what a connection needs: certificates and keys read from their files.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Clock } from '../../../core/clock.ts'
import { ConfigError, type Fault, messageOf } from '../../../core/errors.ts'
import type { SmtpOptions } from './connection.ts'
import type { ServerSettings, SmtpSettings } from './options.ts'
import { tokensFrom } from './token.ts'

/** In the order in which they are tried. Throws ConfigError with every file that cannot be used. */
export function smtpOptionsOf(settings: SmtpSettings, clock: Clock): SmtpOptions[] {
  const faults: Fault[] = []
  const all = [settings, ...settings.fallback].map((one, i) =>
    optionsOf(one, { hello: settings.hello, clock, at: i === 0 ? 'smtp' : `smtp.fallback.${i - 1}`, faults }),
  )
  if (faults.length > 0) throw new ConfigError(faults)
  return all
}

interface Reading {
  hello: string | null
  clock: Clock
  /** Path of the server in the configuration. */
  at: string
  faults: Fault[]
}

function optionsOf(settings: ServerSettings, { hello, clock, at, faults }: Reading): SmtpOptions {
  const { host, port, tls, privateNetwork, caFile, certFile, keyFile } = settings
  const read = (key: string, file: string, parse: (pem: string) => unknown): string => {
    try {
      const pem = readFileSync(file, 'utf8')
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
    ...(hello === null ? {} : { name: hello }),
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
