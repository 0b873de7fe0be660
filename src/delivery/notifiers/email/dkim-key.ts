// The private key with which messages are signed, read from its file.
import { createPrivateKey } from 'node:crypto'
import { ConfigError, messageOf } from '../../../core/errors.ts'
import { readRegular } from '../../../core/reading/regular-file.ts'
import type { DkimKey } from '../../mime/dkim.ts'
import type { SmtpSettings } from './options.ts'

/** Null where none is configured. Throws ConfigError where it cannot be used. */
export function dkimKey({ smtp }: { smtp: Pick<SmtpSettings, 'dkim'> | null }): DkimKey | null {
  const dkim = smtp?.dkim ?? null
  if (dkim === null) return null
  const fail = (message: string): ConfigError =>
    new ConfigError([
      {
        path: 'smtp.dkim.key_file',
        message: `${dkim.keyFile} ${message}`,
        remedy: 'Give a PEM file with an RSA key of 1024 bits or more, or an Ed25519 key',
      },
    ])
  try {
    const privateKey = createPrivateKey(readRegular(dkim.keyFile))
    const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0
    const usable =
      privateKey.asymmetricKeyType === 'ed25519' || (privateKey.asymmetricKeyType === 'rsa' && bits >= 1024)
    if (usable) return { domain: dkim.domain, selector: dkim.selector, privateKey }
  } catch (cause) {
    throw fail(`cannot be used: ${messageOf(cause)}`)
  }
  throw fail('is a key of another kind')
}
