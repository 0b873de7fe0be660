// The Grafana dashboard that e-mails lead to.
import { httpUrl } from '../../core/options/scalars.ts'

export const dashboard = httpUrl.nullable().default(null).describe('Grafana dashboard linked from e-mails.')
