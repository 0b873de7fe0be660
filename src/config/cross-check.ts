// Faults that no single value shows: names that point nowhere, duplicate names, ways that contradict each other.
import { matchesGlob } from '../alerting/match.ts'
import { SECOND } from '../core/duration.ts'
import type { Fault } from '../core/errors.ts'
import { choiceWords } from '../core/names/nearest.ts'
import { type Found, twice } from '../core/options/found.ts'
import { channels, recipientsBy } from '../delivery/notifiers/registry.ts'
import { indicators } from '../indicators/registry.ts'
import { crossCheckAlerting } from './alerting/cross-check.ts'
import type { ConfigDocument } from './document.ts'
import { labelFaults } from './label-faults.ts'
import { objectiveFaults } from './objective-faults.ts'
import type { ParsedConfig } from './schema.ts'

/** All faults between the parts of a configuration whose parts are each valid. */
export function crossCheck(config: ParsedConfig, document: ConfigDocument): Fault[] {
  return [
    ...duplicateNames(config),
    ...unknownIndicators(config),
    ...labelFaults(config),
    ...objectiveFaults(config),
    ...crossCheckAlerting(config),
    ...ways(config),
    ...tick(config),
    ...socket(config),
    ...canary(config),
  ].map(({ path, message, remedy }) => ({
    path: path.join('.'),
    line: document.lineOf(path),
    message,
    remedy,
  }))
}

function duplicateNames(config: ParsedConfig): Found[] {
  return (['sources', 'rules', 'timeIntervals', 'digests', 'objectives', 'rollouts'] as const).flatMap(
    list => {
      const names = (config[list] ?? []).map(entry => entry.name)
      const written = list === 'timeIntervals' ? 'time_intervals' : list
      return names.flatMap((name, i) =>
        names.indexOf(name) === i ? [] : [twice([written, i, 'name'], name)],
      )
    },
  )
}

function unknownIndicators(config: ParsedConfig): Found[] {
  const settings = Object.keys(config.indicators)
    .filter(name => !KNOWN.includes(name))
    .map(name => ({
      path: ['indicators', name],
      message: 'no such indicator',
      remedy: choiceWords(name, KNOWN),
    }))
  const patterns = (config.rules ?? []).flatMap((rule, i) =>
    rule.indicators.flatMap((pattern, j) =>
      KNOWN.some(name => matchesGlob(pattern, name))
        ? []
        : [
            {
              path: ['rules', i, 'indicators', j],
              message: `no indicator is named "${pattern}"`,
              remedy: choiceWords(pattern, KNOWN),
            },
          ],
    ),
  )
  return [...patterns, ...settings]
}

function ways(config: ParsedConfig): Found[] {
  return channels.flatMap(channel => {
    const contacts = (config.contacts ?? []).flatMap((contact, i) =>
      recipientsBy(channel, [contact])
        .slice(0, 1)
        .map(({ options }) => ({ options, path: ['contacts', i, channel.name] })),
    )
    return channel.faults(config, contacts)
  })
}

function tick(config: ParsedConfig): Found[] {
  if (config.tick >= SECOND) return []
  return [{ path: ['tick'], message: 'is shorter than 1s', remedy: 'Use 15s or more' }]
}

function socket({ listen }: ParsedConfig): Found[] {
  if (listen.socketGroup === null || listen.socket !== null) return []
  return [
    {
      path: ['listen', 'socket_group'],
      message: 'stands without a socket',
      remedy: 'Add listen.socket, or remove it',
    },
  ]
}

function canary({ audit, contacts }: ParsedConfig): Found[] {
  const to = audit?.canary?.to
  const reached = (contacts ?? []).filter(({ email }) => email !== undefined).map(({ name }) => name)
  if (to === undefined || reached.includes(to)) return []
  return [
    {
      path: ['audit', 'canary', 'to'],
      message: `no contact "${to}" has an e-mail address`,
      remedy: choiceWords(to, reached),
    },
  ]
}

const KNOWN = indicators.map(indicator => indicator.name)
