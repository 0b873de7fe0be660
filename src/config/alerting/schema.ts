// The configuration of alerting: what raises an alert, who is notified, by which channel, and what suppresses it.
import * as z from 'zod'
import { TO_WAKE } from '../../alerting/received.ts'
import type { Matcher } from '../../alerting/routing/matcher.ts'
import type { Millis } from '../../core/clock.ts'
import { distinct } from '../../core/names/distinct.ts'
import { localPath } from '../../core/options/local-path.ts'
import { duration, httpUrl, name, timeZone } from '../../core/options/scalars.ts'
import { section } from '../../core/options/section.ts'
import { secret } from '../../core/secrets/secret.ts'
import { contactShape } from '../../delivery/notifiers/registry.ts'
import { localTime, matcher, timeOfDay } from './scalars.ts'

const names = z.array(z.string()).min(1)

const rule = section({
  name: name.describe('Names the alert in e-mails, metrics and history.'),
  indicators: z.array(z.string().min(1)).min(1).describe('Indicator names; * stands for any characters.'),
  match: z.record(z.string(), z.string()).default({}).describe('Labels that a series must carry.'),
  when: z.enum(['worse', 'better', 'any']).default('worse').describe('Which changes count.'),
  severity: z.enum(['watch', 'page']).default('page').describe('Least severity that counts.'),
  for: duration.prefault('0s').describe('How long the change must stand before the alert fires.'),
  keep_firing_for: duration.prefault('6h').describe('How long it fires on after the change was last seen.'),
  runbook: httpUrl.nullable().default(null).describe('Linked from the e-mail.'),
})

const named = { name: name.describe('Named by routes, rotas and escalations.') }

distinct([named, contactShape], ['src/config/alerting/schema.ts', 'src/delivery/notifiers'], Object.keys)

const contact = section({ ...named, ...contactShape })

const override = section({
  from: localTime.describe('When the stand-in begins, `2026-12-24T09:00`.'),
  until: localTime.describe('When it ends.'),
  contact: z.string().describe('Name of a contact.'),
})

const rota = section({
  name: name.describe('Named by routes and escalations in place of a contact.'),
  zone: timeZone.default('UTC').describe('Time zone of the handover.'),
  start: localTime
    .optional()
    .describe('Any handover, `2026-01-05T09:00`; from then on turns change every week.'),
  ics: localPath(z.string().min(1))
    .optional()
    .describe(
      'In place of start: path or http address of a calendar (.ics) whose events name who is on duty.',
    ),
  contacts: names.describe(
    'Names of contacts, in the order of their turns; with ics those whom it may name.',
  ),
  otherwise: z
    .string()
    .optional()
    .describe('With ics: who is on duty where it names nobody; by default the first of contacts.'),
  overrides: z.array(override).default([]).describe('Who stands in for whoever has the turn.'),
})

const step = section({
  to: names.describe('Names of contacts and rotas.'),
  after: duration.prefault('0s').describe('How long after it began to fire, if nobody has acknowledged it.'),
})

const escalation = section({
  name: name.describe('Named by routes in place of a contact.'),
  steps: z.array(step).min(1).describe('In order; the first at once.'),
})

/** A route as it is written: what is left out is as in the route above. */
export interface WrittenRoute {
  name?: string | undefined
  match: Matcher[]
  continue: boolean
  to?: string[] | undefined
  repeat?: Millis | null | undefined
  activeDuring?: string[] | undefined
  muteDuring?: string[] | undefined
  groupBy?: string[] | null | undefined
  groupWait?: Millis | undefined
  mail?: 'slowburn' | 'alertmanager' | undefined
  routes: WrittenRoute[]
}

const route: z.ZodType<WrittenRoute> = section({
  name: name.optional().describe('Names it in e-mails and in the output of `slowburn routes`.'),
  match: z.array(matcher).default([]).describe('Matchers, `indicator=~"roi.*"`; all must match.'),
  continue: z.boolean().default(false).describe('Whether the routes beside it are tried as well.'),
  to: names.optional().describe('Names of contacts, rotas and escalations.'),
  repeat: duration
    .nullable()
    .optional()
    .describe('First reminder after this long, the next after twice as long, and so on.'),
  active_during: z
    .array(z.string())
    .optional()
    .describe('Names of time intervals outside of which nobody is notified.'),
  mute_during: z
    .array(z.string())
    .optional()
    .describe('Names of time intervals during which nobody is notified.'),
  group_by: z
    .array(z.string())
    .nullable()
    .optional()
    .describe('Labels; alerts that have the same values of them and come together are one message.'),
  group_wait: duration.optional().describe('How long the first of a group waits for others.'),
  mail: z
    .enum(['slowburn', 'alertmanager'])
    .optional()
    .describe('Who writes the mail: one of the two, never both.'),
  routes: z
    .lazy((): z.ZodType<WrittenRoute[]> => z.array(route))
    .default([])
    .describe('Routes below this one; the first that matches takes the alert.'),
})

const timeInterval = section({
  name: name.describe('Named by routes.'),
  zone: timeZone.default('UTC').describe('Time zone of its times of day.'),
  weekdays: z.array(z.int().min(1).max(7)).default([]).describe('1 is Monday, 7 is Sunday; none: every day.'),
  days: z
    .array(z.int().min(-31).max(31))
    .default([])
    .describe('Days of the month; negative ones count from its end.'),
  months: z.array(z.int().min(1).max(12)).default([]).describe('1 to 12; none: every month.'),
  times: z
    .array(
      z.strictObject({
        from: timeOfDay.describe('`HH:MM`.'),
        to: timeOfDay.describe('`HH:MM`; before `from`: on the next day.'),
      }),
    )
    .default([])
    .describe('Stretches of the day, `{ from: "22:00", to: "06:00" }`; none: the whole day.'),
})

const inhibition = section({
  source: z.array(matcher).min(1).describe('Matchers of the alert that inhibits others.'),
  target: z.array(matcher).min(1).describe('Matchers of the alerts that it inhibits.'),
  equal: z.array(z.string()).default([]).describe('Labels that must have the same value in both.'),
})

const flapping = section({
  times: z.int().min(1).default(3).describe('After so many firings within that time an alert is flapping.'),
  within: duration.prefault('1d').describe('The time in which its firings are counted.'),
  hold: duration.prefault('1h').describe('How long it must then fire before anybody is notified.'),
})

const digest = section({
  name: name.describe('Names the report.'),
  every: z.enum(['day', 'week']).default('day').describe('How often.'),
  weekday: z.int().min(1).max(7).default(1).describe('Of a weekly report; 1 is Monday.'),
  at: timeOfDay.prefault('08:00').describe('Time of day.'),
  zone: timeZone.default('UTC').describe('Time zone of the time of day.'),
  to: names.describe('Names of contacts and rotas.'),
})

const alertmanager = section({
  members: z
    .array(httpUrl)
    .min(1)
    .describe('Addresses of all members of the cluster; each is sent every alert.'),
  authorization: secret(z.string())
    .nullable()
    .default(null)
    .describe('Value of the Authorization header; better taken from the environment.'),
  every: duration.prefault('1m').describe('How often firing alerts are sent again.'),
})

const receive = section({
  token: secret(z.string().min(16)).describe(
    'Bearer token with which an Alertmanager sends its alerts; at least 16 characters.',
  ),
  patience: duration
    .prefault('2d')
    .describe(
      'An alert that is not received again for this long is resolved; longer than its repeat_interval.',
    ),
  pages: z
    .array(z.string().min(1).toLowerCase())
    .default([...TO_WAKE])
    .describe('Values of the label severity that are a page; every other is a watch.'),
})

/** The keys of the configuration that are about alerting. */
export const alertingShape = {
  rules: z
    .array(rule)
    .optional()
    .describe('Which changes raise an alert; by default every change for the worse.'),
  contacts: z.array(contact).optional().describe('Who can be notified.'),
  rotas: z.array(rota).default([]).describe('Who is on duty: contacts that take turns by the week.'),
  escalations: z
    .array(escalation)
    .default([])
    .describe('Who is notified next while nobody acknowledges an alert.'),
  route: route
    .prefault({})
    .describe('Which alerts go to whom; left out: everybody is notified of everything.'),
  digests: z.array(digest).default([]).describe('Reports that come whether anything is wrong or not.'),
  flapping: flapping.nullable().prefault({}).describe('Flapping alerts; null: every firing is notified.'),
  time_intervals: z.array(timeInterval).default([]).describe('Working hours, maintenance windows.'),
  inhibitions: z.array(inhibition).default([]).describe('Which alerts inhibit which others.'),
  alertmanager: alertmanager
    .nullable()
    .default(null)
    .describe('An Alertmanager cluster that is sent every firing alert.'),
  receive: receive
    .nullable()
    .default(null)
    .describe('Alerts of an Alertmanager that are to get the same e-mails.'),
}

const alerting = section(alertingShape)

export type ParsedAlerting = z.output<typeof alerting>
