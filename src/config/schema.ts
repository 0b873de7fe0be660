// The one description of the configuration, put together from its keys: validation, defaults, reference page and JSON
// Schema come from it.
import type * as z from 'zod'
import type { Rota } from '../alerting/routing/rota.ts'
import type { Route } from '../alerting/routing/route.ts'
import type { Rule } from '../alerting/rule.ts'
import type { Millis } from '../core/clock.ts'
import { distinct } from '../core/names/distinct.ts'
import { section } from '../core/options/section.ts'
import { type Contact, channelSettings } from '../delivery/notifiers/registry.ts'
import type { SourceSettings } from '../sources/registry.ts'
import { alertingShape } from './alerting/schema.ts'
import { members } from './keys/members.ts'

distinct(
  [members, alertingShape, channelSettings],
  ['src/config/keys', 'src/config/alerting/schema.ts', 'src/delivery/notifiers'],
  Object.keys,
)

export const configSchema = section({ ...members, ...alertingShape, ...channelSettings })

export type ParsedConfig = z.output<typeof configSchema>

/** The configuration as the application uses it: every default filled in, every name resolved. */
export interface Config
  extends Omit<ParsedConfig, 'rules' | 'contacts' | 'rotas' | 'escalations' | 'route' | 'sources'> {
  sources: SourceSettings[]
  rules: Rule[]
  contacts: Contact[]
  rotas: Rota[]
  route: Route
  tick: Millis
}
