// The small types of which options are made: durations, addresses, URLs, names.
import { domainToASCII, domainToUnicode } from 'node:url'
import * as z from 'zod'
import { parseDuration } from '../duration.ts'

/** `90s`, `6h`, `1d12h` -> milliseconds. */
export const duration = z
  .string({
    error: ({ input }) =>
      typeof input === 'number' ? `${input} has no unit. Write it as 90s, 6h or 1d12h` : undefined,
  })
  .transform((text, context) => {
    const ms = parseDuration(text)
    if (ms !== null) return ms
    context.addIssue({ code: 'custom', message: `"${text}" is not a duration. Write it as 90s, 6h or 1d12h` })
    return z.NEVER
  })
  .meta({ description: 'a duration such as 90s, 6h, 1d12h' })

/**
 * One mailbox address. Line breaks and lists never pass. A domain outside ASCII becomes its A-label, which every server
 * takes; where the local part is outside ASCII too the server has to know SMTPUTF8 anyway, and the domain stays readable.
 */
export const address = z
  .string()
  .max(254)
  .regex(/^[^\s@,;:<>"()[\]\\]+@[^\s@,;:<>"()[\]\\]+$/, 'is not an e-mail address')
  .transform((text, context): string => {
    const at = text.lastIndexOf('@')
    const [local, domain] = [text.slice(0, at).normalize('NFC'), text.slice(at + 1)]
    const ascii = /^[!-~]+$/.test(domain) ? domain : domainToASCII(domain)
    const fault = faultOfLocal(local) ?? faultOfDomain(ascii, domain)
    if (fault !== null) {
      context.addIssue({ code: 'custom', message: fault })
      return z.NEVER
    }
    return /^[!-~]+$/.test(local) ? `${local}@${ascii}` : `${local}@${domainToUnicode(ascii)}`
  })

/** RFC 5321, 4.1.2 and 4.5.3.1.1, without what stands in quotes. */
function faultOfLocal(local: string): string | null {
  if (Buffer.byteLength(local) > 64) return 'has more than 64 bytes before the @'
  return local.split('.').includes('') ? 'has a dot before the @ that stands beside no letter' : null
}

/** RFC 1035, 2.3.4, and what a name of a host is made of: no server can be found for any other. */
function faultOfDomain(ascii: string, written: string): string | null {
  const shown = `"${written}" is not a domain`
  if (ascii === '' || ascii.length > 253) return shown
  for (const label of ascii.split('.')) {
    if (label === '') return `${shown}: a dot in it stands beside no letter`
    if (label.length > 63) return `${shown}: a part of it has more than 63 letters`
    if (!/^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?$/.test(label)) {
      return `${shown}: "${label}" has other than letters, digits and dashes between them`
    }
  }
  return null
}

export const httpUrl = z.url({ protocol: /^https?$/, error: 'is not an http or https URL' })

export const name = z
  .string()
  .max(80)
  .regex(/^[A-Za-z0-9][A-Za-z0-9 _.-]*$/, 'use letters, digits, space, dot, dash and underscore')

export const timeZone = z.string().refine(isTimeZone, 'is not a time zone name such as Europe/Berlin')

/** Whether the runtime knows a zone of this name. */
export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
