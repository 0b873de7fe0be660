// Faults that no single value shows: names that point nowhere, names given twice, mail in clear.
import { matchesGlob } from '../alerting/match.ts'
import { SECOND } from '../core/duration.ts'
import type { Fault } from '../core/errors.ts'
import { indicators } from '../indicators/registry.ts'
import { crossCheckAlerting } from './alerting/cross-check.ts'
import type { ConfigDocument } from './document.ts'
import { type Found, twice } from './found.ts'
import type { ParsedConfig } from './schema.ts'

/** All faults between the parts of a configuration whose parts are each valid. */
export function crossCheck(config: ParsedConfig, document: ConfigDocument): Fault[] {
  return [
    ...doubledNames(config),
    ...unknownIndicators(config),
    ...crossCheckAlerting(config),
    ...mail(config),
  ].map(({ path, message, remedy }) => ({
    path: path.join('.'),
    line: document.lineOf(path),
    message,
    remedy,
  }))
}

function doubledNames(config: ParsedConfig): Found[] {
  return (['sources', 'rules', 'timeIntervals', 'digests'] as const).flatMap(list => {
    const names = (config[list] ?? []).map(entry => entry.name)
    const written = list === 'timeIntervals' ? 'time_intervals' : list
    return names.flatMap((name, i) => (names.indexOf(name) === i ? [] : [twice([written, i, 'name'], name)]))
  })
}

function unknownIndicators(config: ParsedConfig): Found[] {
  const settings = Object.keys(config.indicators)
    .filter(name => !KNOWN.includes(name))
    .map(name => ({ path: ['indicators', name], message: 'no such indicator', remedy: REMEDY }))
  const patterns = (config.rules ?? []).flatMap((rule, i) =>
    rule.indicators.flatMap((pattern, j) =>
      KNOWN.some(name => matchesGlob(pattern, name))
        ? []
        : [
            {
              path: ['rules', i, 'indicators', j],
              message: `no indicator is named "${pattern}"`,
              remedy: REMEDY,
            },
          ],
    ),
  )
  return [...patterns, ...settings]
}

function mail(config: ParsedConfig): Found[] {
  const found: Found[] = []
  if (config.smtp !== null && !(config.contacts ?? []).some(({ email = [] }) => email.length > 0)) {
    const message = 'a mail server, but nobody to write to'
    found.push({ path: ['smtp'], message, remedy: 'Add contacts with an e-mail address' })
  }
  if (config.smtp?.tls === 'none' && !isLoopback(config.smtp.host)) {
    const message = 'mail would cross the network in clear'
    found.push({ path: ['smtp', 'tls'], message, remedy: 'Use starttls or implicit' })
  }
  if (config.tick < SECOND) {
    found.push({ path: ['tick'], message: 'is shorter than 1s', remedy: 'Use 15s or more' })
  }
  return found
}

const KNOWN = indicators.map(indicator => indicator.name)
const REMEDY = `Known: ${KNOWN.join(', ')}`

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
