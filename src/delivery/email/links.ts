// Where an email leads: to the alert, its runbook, its series and dashboard, and to what the reader may do.
import { formatDay } from '../../core/format.ts'
import type { ChartRange } from '../../presentation/charts/chart-range.ts'
import { cleanUrl } from '../../presentation/clean.ts'
import type { Addressee, AlertEmailInput, EmailInput, EmailSettings, Link } from './input.ts'

export function linksOf(input: AlertEmailInput, settings: EmailSettings, range: ChartRange | null): Link[] {
  const { transition, rule, series } = input
  const dashboard = cleanUrl(settings.dashboardUrl)
  const base = cleanUrl(settings.baseUrl)?.replace(/\/+$/, '') ?? null
  return [
    { label: 'Open this alert', url: base && `${base}/alerts/${encodeURIComponent(transition.episode.id)}` },
    { label: 'Runbook', url: cleanUrl(rule.runbook) },
    { label: 'Series', url: base && `${base}/series/${series.id}` },
    range === null
      ? { label: 'Dashboard', url: dashboard }
      : {
          label: `Dashboard, ${formatDay(range.from)} to ${formatDay(range.to)}`,
          url: dashboard && withRange(dashboard, range),
        },
  ].flatMap(({ label, url }) => (url === null ? [] : [{ label, url }]))
}

function withRange(dashboard: string, { from, to }: ChartRange): string {
  const url = new URL(dashboard)
  url.searchParams.set('from', String(from))
  url.searchParams.set('to', String(to))
  return url.href
}

/** The links by which the reader may act; of what is over there is nothing to be done. */
export function actsOf(
  { transition: { to, at, episode } }: EmailInput,
  { actsFor }: EmailSettings,
  { address }: Addressee,
): Link[] {
  return to === 'resolved' ? [] : [...(actsFor?.(episode, address, at) ?? [])]
}
