// Whether charts can be drawn: without them e-mails are sent with words alone.
import { chartSelfTest } from '../../../presentation/charts/png/png.ts'
import { type DoctorCheck, fault } from '../check.ts'

export const charts: DoctorCheck = {
  name: 'charts',
  stage: 'host',
  help: 'The chart of an e-mail can be drawn.',
  run: () => {
    const message = chartSelfTest()
    return message === null ? [] : [fault('charts', message, 'Reinstall slowburn: its font is missing')]
  },
}
