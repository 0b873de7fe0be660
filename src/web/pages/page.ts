// The shape of a page for readers. One page is one constant exported by a file of this folder; `npm run generate` registers it.
import type { Request } from 'express'
import type { ReadableConfig, ReadableContact } from '../../config/readable.ts'
import type { Clock } from '../../core/clock.ts'
import type { Html } from '../../presentation/html.ts'
import type { AlertDetail, Answer, IncidentView, Views } from '../../queries/views.ts'
import type { Reply } from '../serve.ts'

/** Frozen, and so is what the views answer: all pages share it. */
export interface PageContext {
  readonly views: Views
  /** The configuration, but for keys with a secret in them. */
  readonly settings: ReadableConfig
  /** Whom there is to notify, by name, without their addresses. */
  readonly contacts: readonly ReadableContact[]
  readonly clock: Clock
  /** What whoever asks may do about the alert; null where nothing. */
  panel(request: Request, alert: AlertDetail): Html | null
  /** What whoever asks may do about the incident; null where nothing. */
  incidentPanel(request: Request, incident: IncidentView): Html | null
}

export interface WebPage {
  /** As Express reads it: `/series/:id`. */
  readonly path: string
  /** What a reader finds there, for the reference page. */
  readonly help: string
  /** Null where there is no such thing. */
  reply(request: Request, context: PageContext): Answer<Reply | null>
}
