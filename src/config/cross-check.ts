// Faults that no single value shows: names that point nowhere, names given twice, mail in clear.
import { matchesGlob } from '../alerting/match.ts'
import { SECOND } from '../core/duration.ts'
import type { Fault } from '../core/errors.ts'
import { indicators } from '../indicators/registry.ts'
import type { ConfigDocument } from './document.ts'
import type { Config } from './schema.ts'

type Found = { path: Array<string | number>; message: string; remedy: string }

/** All faults between the parts of a configuration whose parts are each valid. */
export function crossCheck(config: Config, document: ConfigDocument, contactsGiven: boolean): Fault[] {
  return [
    ...doubledNames(config),
    ...brokenRules(config),
    ...unknownIndicators(config),
    ...mail(config, contactsGiven),
  ].map(({ path, message, remedy }) => ({
    path: path.join('.'),
    line: document.lineOf(path),
    message,
    remedy,
  }))
}

function doubledNames(config: Config): Found[] {
  return (['sources', 'rules', 'contacts'] as const).flatMap(list => {
    const names = config[list].map(entry => entry.name)
    return names.flatMap((name, i) =>
      names.indexOf(name) === i
        ? []
        : [
            {
              path: [list, i, 'name'],
              message: `"${name}" is there twice`,
              remedy: 'Give each its own name',
            },
          ],
    )
  })
}

function brokenRules(config: Config): Found[] {
  const contacts = config.contacts.map(contact => contact.name)
  return config.rules.flatMap((rule, i) => [
    ...rule.indicators.flatMap((pattern, j) =>
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
    ...rule.to.flatMap((to, j) =>
      contacts.includes(to)
        ? []
        : [
            {
              path: ['rules', i, 'to', j],
              message: `no contact is named "${to}"`,
              remedy: 'Add it to contacts',
            },
          ],
    ),
    ...unknownIntervals(config, i, 'active_during', rule.activeDuring ?? []),
    ...unknownIntervals(config, i, 'mute_during', rule.muteDuring ?? []),
  ])
}

function unknownIntervals(config: Config, rule: number, list: string, names: readonly string[]): Found[] {
  const known = config.timeIntervals.map(interval => interval.name)
  return names.flatMap((name, j) =>
    known.includes(name)
      ? []
      : [
          {
            path: ['rules', rule, list, j],
            message: `no time interval is named "${name}"`,
            remedy: 'Add it to time_intervals',
          },
        ],
  )
}

function unknownIndicators(config: Config): Found[] {
  return Object.keys(config.indicators)
    .filter(name => !KNOWN.includes(name))
    .map(name => ({ path: ['indicators', name], message: 'no such indicator', remedy: REMEDY }))
}

function mail(config: Config, contactsGiven: boolean): Found[] {
  const found: Found[] = []
  if (config.smtp !== null && !contactsGiven) {
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
