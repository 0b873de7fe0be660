// Hands boards to a Grafana, by its API.
import { reasonOf } from '../../core/errors.ts'
import { ask } from '../../core/reading/answer.ts'
import type { ShippedBoard } from './shipped.ts'

export interface Grafana {
  /** With the path below which it is served. */
  readonly url: string
  /** Of a service account that may write dashboards. */
  readonly token: string
  /** The uid of a folder; null: where Grafana puts what has none. */
  readonly folder: string | null
}

/** Milliseconds that one board may take. */
const PATIENCE = 10_000

/** Characters of an answer that are shown. */
const SHOWN = 300

/** A board of the same uid is replaced. Returns its address, or throws an Error that says what Grafana said. */
export async function pushBoard(
  { url, token, folder }: Grafana,
  { text, title }: ShippedBoard,
): Promise<string> {
  const body = {
    dashboard: { ...(JSON.parse(text) as object), id: null },
    overwrite: true,
    message: 'slowburn dashboards --push',
    ...(folder === null ? {} : { folderUid: folder }),
  }
  const answer = await ask(new URL('api/dashboards/db', url.replace(/\/?$/, '/')).href, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    // A token is for this server alone.
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE),
  }).catch((cause: unknown) => {
    throw new Error(`${url} cannot be reached: ${reasonOf(cause)}`, { cause })
  })
  const said = await answer.beginning(SHOWN)
  if (answer.ok && isOfGrafana(said)) return new URL(addressIn(said) ?? '', url).href
  const what = answer.ok ? 'it answers as no Grafana does: ' : ''
  const shown = `${answer.status} ${said.replaceAll(token, '***')}`.trim()
  throw new Error(`${url} does not take "${title}": ${what}${shown}`)
}

/** A page of a log-in before a Grafana says 200, too. */
function isOfGrafana(said: string): boolean {
  return /^\s*\{/.test(said) && /"(uid|status|url)":/.test(said)
}

/** Null where it says none. */
function addressIn(said: string): string | null {
  return /"url":\s*"(\/[^"]*)"/.exec(said)?.[1] ?? null
}
