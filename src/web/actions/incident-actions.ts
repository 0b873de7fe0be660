// What a signed-in person does about an incident on its page.
import type { Request } from 'express'
import type { Actor, IncidentActions, Outcome } from '../../operations/operations.ts'
import type { WebDeps } from '../deps.ts'
import { incidentAddress } from '../pages/incidents/item.ts'
import { field, parameter } from '../request.ts'
import { byWhom, invalid, type Post, snoozedFor } from './posting.ts'

export function incidentActions(post: Post, incidents: IncidentActions, clock: WebDeps['clock']): void {
  const on = (name: string, act: (id: string, actor: Actor, request: Request) => Outcome<object>): void => {
    post(
      `/incidents/:id/${name}`,
      request => incidentAddress(parameter(request, 'id')),
      (request, by) => byWhom(request, by, actor => act(parameter(request, 'id'), actor, request)),
    )
  }
  on('acknowledge', (id, actor) => incidents.acknowledge(id, actor))
  on('release', (id, actor) => incidents.release(id, actor))
  on('accept', (id, actor) => incidents.accept(id, actor))
  on('snooze', (id, actor, request) =>
    snoozedFor(request, length => incidents.snooze(id, actor, clock.now() + length)),
  )
  on('split', (id, actor, request) => {
    const series = field(request, 'series', 20)
    return /^[1-9]\d{0,14}$/.test(series)
      ? incidents.split(id, Number(series), actor)
      : invalid('choose which change has another cause')
  })
  on('merge', (id, actor, request) => {
    const other = field(request, 'other', 40)
    return other === ''
      ? invalid('choose the incident that has the same cause')
      : incidents.merge(id, other, actor)
  })
}
