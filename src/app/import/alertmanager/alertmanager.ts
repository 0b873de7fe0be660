// From the configuration of an Alertmanager to the part of ours that routes alike, and a list of what has no counterpart.
import { stringify } from 'yaml'
import { asLiteral } from '../../../config/environment.ts'
import { parseConfig } from '../../../config/load.ts'
import { ConfigError, type Fault } from '../../../core/errors.ts'
import { atOrigin } from './faults.ts'
import { intervalsOf, type WrittenInterval } from './intervals.ts'
import { serverOf } from './mail-server.ts'
import { matchersOf } from './matchers.ts'
import { nameGiver } from './names.ts'
import { type Receivers, receiversOf } from './receivers.ts'
import { routeOf } from './routes.ts'
import { createSecrets, RECEIVE_TOKEN, type Secrets } from './secrets.ts'
import { type Loss, readSections, type Section } from './section.ts'

export interface Imported {
  /** YAML for slowburn.yml: contacts, route, time_intervals, inhibitions, receive, and smtp. */
  yaml: string
  /** By line. With one of them `unreached`, somebody is not notified who is by the Alertmanager. */
  losses: readonly Loss[]
  /** Why the result cannot be used at all, each with its place in the file. */
  faults: readonly Fault[]
}

/**
 * Throws ConfigError where the text is no YAML, or no configuration of an Alertmanager. Without faults the result is one that
 * slowburn takes, once `sources` are beside it.
 */
export function importAlertmanager(text: string): Imported {
  const losses: Loss[] = []
  const root = readSections(text, losses)
  const absent = ['route', 'receivers'].filter(key => !root.has(key))
  if (absent.length > 0) {
    const message = `is no configuration of an Alertmanager: it has no ${absent.join(' and no ')}`
    throw new ConfigError([{ path: 'file', message, remedy: 'Give an alertmanager.yml' }])
  }
  const secrets = createSecrets()
  const { whole, faults } = convert(root, secrets)
  const escaped = literally(whole, secrets.isVariable)
  const yaml = stringify(escaped, { lineWidth: 0, aliasDuplicateObjects: false })
  // What it writes it must be able to read: a name or a value that is valid there may not be here.
  const refused = faults.length > 0 ? [] : refusedOf(yaml).map(fault => atOrigin(fault, whole, root))
  return { yaml, losses: losses.toSorted((a, b) => a.line - b.line), faults: [...faults, ...refused] }
}

function convert(root: Section, secrets: Secrets): { whole: object; faults: Fault[] } {
  const globals = root.section('global')
  const giveInterval = nameGiver()
  const { written: intervals, byName } = intervalsOf(root, giveInterval)
  const server = serverOf(globals, 'smtp_')
  const receivers = receiversOf(root, { globals, server, secrets, giveName: nameGiver() })
  let never: WrittenInterval | null = null
  const always = (): string => {
    never ??= { name: giveInterval('nobody'), zone: 'UTC' }
    return never.name
  }
  const top = root.section('route')
  const faults = rootFaults(top, receivers.byName)
  const route = routeOf(top, { contacts: receivers.byName, intervals: byName, always })
  const inhibitions = inhibitionsOf(root)
  globals.end()
  root.end()
  const used = receivers.contacts.some(one => one.email !== undefined)
  const smtp = used ? receivers.server : null
  if (used && smtp === null)
    root.lose(
      'receivers',
      'write mail, and no mail server is configured: messages go to the embedded mailbox',
    )
  const whole = {
    ...(smtp === null ? {} : { smtp }),
    receive: { token: `\${${RECEIVE_TOKEN}}` },
    ...(receivers.contacts.length === 0 ? {} : { contacts: receivers.contacts }),
    route,
    ...(intervals.length === 0 && never === null
      ? {}
      : { time_intervals: [...intervals, ...(never === null ? [] : [never])] }),
    ...(inhibitions.length === 0 ? {} : { inhibitions }),
  }
  return { whole, faults }
}

/** Above the first route there is none that could be notified in its place. */
function rootFaults(top: Section, byName: Receivers['byName']): Fault[] {
  const { line, where: path } = top.place('receiver')
  const receiver = top.text('receiver')
  if (receiver === null)
    return [{ path, line, message: 'is missing', remedy: 'Name the receiver of what no other route takes' }]
  if (byName.get(receiver) === undefined)
    return [{ path, line, message: `${receiver} is not among the receivers`, remedy: 'Fix the spelling' }]
  if (byName.get(receiver) !== null) return []
  const message = `no integration of ${receiver} can be carried over, and there is no route above to notify in its place`
  return [{ path, line, message, remedy: 'Give this receiver an integration that slowburn has too' }]
}

function literally(value: unknown, isVariable: (name: string) => boolean): unknown {
  if (typeof value === 'string') return asLiteral(value, isVariable)
  if (Array.isArray(value)) return value.map(one => literally(one, isVariable))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, literally(one, isVariable)]))
}

function refusedOf(yaml: string): readonly Fault[] {
  try {
    parseConfig(`${STUB}${yaml}`, ANYTHING)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
}

const STUB = 'sources: [{ name: import, type: push, token: 0123456789abcdef, feeds: [task] }]\n'
/** Of what comes from the environment nothing is known: a text that every key takes that may come from there. */
const ANYTHING = new Proxy<Record<string, string>>({}, { get: () => 'https://from.the.environment' })

function inhibitionsOf(root: Section): Array<{ source: string[]; target: string[]; equal?: string[] }> {
  return root.sections('inhibit_rules').flatMap(rule => {
    const source = matchersOf(rule, {
      matchers: 'source_matchers',
      equal: 'source_match',
      regex: 'source_match_re',
    })
    const target = matchersOf(rule, {
      matchers: 'target_matchers',
      equal: 'target_match',
      regex: 'target_match_re',
    })
    const equal = rule.texts('equal')
    rule.end()
    if (source === null || target === null || source.length === 0 || target.length === 0) {
      rule.lose(null, 'is left out, for its matchers cannot be carried over')
      return []
    }
    return [rule.made({ source, target, ...(equal === null ? {} : { equal }) })]
  })
}
