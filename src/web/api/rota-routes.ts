// The rotas as calendars, for whoever may read: `/api/v1/rotas/NAME.ics`, and the list of them.
import type { Express } from 'express'
import { rotaCalendar } from '../../alerting/calendar/write.ts'
import { onDuty } from '../../alerting/routing/rota.ts'
import type { WebDeps } from '../deps.ts'
import { serve } from '../serve.ts'

export function rotaRoutes(app: Express, { rotas = [], clock }: Pick<WebDeps, 'rotas' | 'clock'>): void {
  serve(app, '/api/v1/rotas', () => {
    const now = clock.now()
    const listed = rotas.map(rota => ({
      name: rota.name,
      on_duty: onDuty(rota, now),
      calendar: `/api/v1/rotas/${encodeURIComponent(rota.name)}.ics`,
    }))
    return { type: 'application/json', body: `${JSON.stringify({ rotas: listed })}\n` }
  })
  serve(app, '/api/v1/rotas/:file', ({ params: { file } }) => {
    const rota = rotas.find(({ name }) => `${name}.ics` === file)
    return rota === undefined
      ? null
      : {
          type: 'text/calendar',
          body: rotaCalendar(rota, clock.now()),
          headers: { 'Cache-Control': 'private, max-age=600' },
        }
  })
}
