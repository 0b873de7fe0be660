// From the configuration of an Alertmanager to the part of ours that routes alike, and a list of what has no counterpart.
import { stringify } from 'yaml'
import { parseConfig } from '../../../config/load.ts'
import { intervalsOf, type WrittenInterval } from './intervals.ts'
import { serverOf } from './mail-server.ts'
import { matchersOf } from './matchers.ts'
import { nameGiver } from './names.ts'
import { receiversOf } from './receivers.ts'
import { routeOf } from './routes.ts'
import { type Loss, readSections, type Section } from './section.ts'

export interface Imported {
  /** YAML for slowburn.yml: contacts, route, time_intervals, inhibitions, receive, and smtp. */
  yaml: string
  /** By line. */
  losses: readonly Loss[]
}

/** Throws ConfigError where the text is no YAML. The result is one that slowburn takes, once `sources` are beside it. */
export function importAlertmanager(text: string): Imported {
  const losses: Loss[] = []
  const root = readSections(text, losses)
  const globals = root.section('global')
  const giveName = nameGiver()
  const giveInterval = nameGiver()
  const server = serverOf(globals, 'smtp_')
  const { written: intervals, byName } = intervalsOf(root, giveInterval)
  const receivers = receiversOf(
    root,
    { slackUrl: globals.text('slack_api_url'), pagerdutyUrl: globals.text('pagerduty_url') },
    giveName,
  )
  let never: WrittenInterval | null = null
  const always = (): string => {
    never ??= { name: giveInterval('nobody'), zone: 'UTC' }
    return never.name
  }
  const route = routeOf(root.section('route'), { contacts: receivers.byName, intervals: byName, always })
  const inhibitions = inhibitionsOf(root)
  globals.end()
  root.end()
  const used = receivers.contacts.some(one => one.email !== undefined)
  const smtp = used ? (server ?? receivers.server) : null
  if (used && smtp === null)
    root.lose(
      'receivers',
      'write mail, and no mail server is configured: messages go to the embedded mailbox',
    )
  const whole = {
    ...(smtp === null ? {} : { smtp }),
    receive: { token: '${RECEIVE_TOKEN}' },
    ...(receivers.contacts.length === 0 ? {} : { contacts: receivers.contacts }),
    route,
    ...(intervals.length === 0 && never === null
      ? {}
      : { time_intervals: [...intervals, ...(never === null ? [] : [never])] }),
    ...(inhibitions.length === 0 ? {} : { inhibitions }),
  }
  const yaml = stringify(whole, { lineWidth: 0, aliasDuplicateObjects: false })
  // What it writes it must be able to read: a name or a value that is valid there may not be here.
  parseConfig(`${STUB}${yaml}`, ANYTHING)
  return { yaml, losses: losses.toSorted((a, b) => a.line - b.line) }
}

const STUB = 'sources: [{ name: import, type: push, token: 0123456789abcdef, feeds: [task] }]\n'
const ANYTHING = new Proxy<Record<string, string>>({}, { get: () => 'from the environment' })

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
    return [{ source, target, ...(equal === null ? {} : { equal }) }]
  })
}
