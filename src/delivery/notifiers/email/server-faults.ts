// What only shows where the settings of a mail server meet: clear text over a network, half a log-in, half a certificate.
import type { Found } from '../../../core/options/found.ts'
import { serverName } from './connection.ts'
import type { ServerSettings, SmtpSettings } from './options.ts'

export function serverFaults(smtp: SmtpSettings): Found[] {
  const servers = [smtp, ...smtp.fallback]
  const names = servers.map(serverName)
  return servers.flatMap((one, i) => {
    const path = i === 0 ? ['smtp'] : ['smtp', 'fallback', i - 1]
    const found = faultsOf(one, path)
    if (names.indexOf(serverName(one)) !== i) {
      const message = `${serverName(one)} is named already`
      found.push({ path: [...path, 'host'], message, remedy: 'Leave it out' })
    }
    return found
  })
}

function faultsOf(server: ServerSettings, path: Found['path']): Found[] {
  const { host, tls, privateNetwork, user, password, oauth2, certFile, keyFile } = server
  const found: Found[] = []
  const add = (key: string, message: string, remedy: string): void => {
    found.push({ path: [...path, key], message, remedy })
  }
  if (tls === 'none' && !privateNetwork && !isLoopback(host)) {
    const remedy = 'Use starttls or implicit, or private_network: true for a relay in a private network'
    add('tls', 'mail would cross the network in clear', remedy)
  }
  if (tls === 'none' && privateNetwork && (password !== null || oauth2 !== null)) {
    add(
      'user',
      'a log-in would cross the network in clear',
      'Use starttls or implicit, or leave the log-in out',
    )
  }
  if ((certFile === null) !== (keyFile === null)) {
    add(
      certFile === null ? 'cert_file' : 'key_file',
      'a certificate needs its key',
      'Give both cert_file and key_file',
    )
  }
  if (oauth2 !== null) {
    if (user === null) add('user', 'is missing: XOAUTH2 needs the name of the mailbox', 'Add it')
    if (password !== null) add('password', 'there is an access token as well', 'Leave one of them out')
    if ((oauth2.tokenFile === null) === (oauth2.tokenCommand === null)) {
      add('oauth2', 'needs token_file or token_command, and not both', 'Give one of them')
    }
  }
  return found
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
